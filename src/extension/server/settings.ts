import * as vscode from "vscode";
import type { PlanSettings } from "../../protocol/lsp.ts";

export interface Settings {
	readonly plan: PlanSettings;
	readonly modelFolder: string | undefined;
	readonly store: string | undefined;
}

/** The settings that say something: an empty text or list is no setting. */
export function settingsOf(scope?: vscode.Uri): Settings {
	const section = vscode.workspace.getConfiguration("palimpsest", scope);
	const text = (name: string) => section.get<string>(name)?.trim() || undefined;
	const list = (name: string) => {
		const items = section.get<readonly string[]>(name) ?? [];
		return items.length > 0 ? items : undefined;
	};
	const roles = ["target", "original", "reference"] as const;
	const models = Object.fromEntries(
		roles.flatMap((role) => {
			const file = text(`models.${role}`);
			return file ? [[role, file]] : [];
		}),
	);
	const seed = section.get<number>("seed") ?? 0;
	return {
		plan: defined({
			models,
			retain: list("retain"),
			holdout: list("holdout"),
			suite: text("suite"),
			policy: text("policy"),
			seed: seed > 0 ? seed : undefined,
			gpu: text("gpu"),
			mode: text("mode"),
			chat: text("chat") as PlanSettings["chat"],
		}),
		modelFolder: text("modelFolder"),
		store: text("store"),
	};
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function defined<T extends object>(values: T): Defined<T> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

import * as vscode from "vscode";
import type { Role } from "../../core/model/question.ts";

/** Absolute paths by role. */
export type ChosenModels = Readonly<Partial<Record<Role, string>>> & { readonly target: string };

const KEY = "palimpsest.models";

/** The models a person picked in this workspace, remembered for the next audit. */
export class ModelChoice {
	readonly #state: vscode.Memento;

	constructor(state: vscode.Memento) {
		this.#state = state;
	}

	/** Files that are gone are not remembered; without a target there is no choice. */
	async get(): Promise<ChosenModels | undefined> {
		const kept = this.#state.get<ChosenModels>(KEY);
		if (!kept) return undefined;
		const roles = Object.entries(kept) as [Role, string][];
		const present = await Promise.all(
			roles.map(async ([role, file]) => ((await exists(file)) ? { [role]: file } : {})),
		);
		const models = Object.assign({}, ...present) as Partial<ChosenModels>;
		return models.target ? { ...models, target: models.target } : undefined;
	}

	async set(models: ChosenModels): Promise<void> {
		await this.#state.update(KEY, models);
	}
}

async function exists(file: string): Promise<boolean> {
	return vscode.workspace.fs.stat(vscode.Uri.file(file)).then(
		() => true,
		() => false,
	);
}

import * as vscode from "vscode";
import { METHODS, type ModelsReply } from "../../protocol/lsp.ts";
import type { Server } from "../server/server.ts";
import { settingsOf } from "../server/settings.ts";

interface ModelItem extends vscode.QuickPickItem {
	/** Absent on "Browse…" and "None". */
	readonly file?: string;
	readonly browse?: boolean;
}

export interface Picked {
	/** null: none was wanted. */
	readonly file: string | null;
	/** The model marked as the reference on the way, when `offersReference`. */
	readonly reference?: string;
}

export interface PickOptions {
	readonly title: string;
	readonly placeholder: string;
	/** Adds "None" as the first choice. */
	readonly none?: string;
	/** Each model carries a button that marks it as the reference. */
	readonly offersReference?: boolean;
}

/** Lets a person pick a GGUF file that was found, or browse for one; undefined when they leave. */
export async function pickModel(server: Server, options: PickOptions): Promise<Picked | undefined> {
	const pick = vscode.window.createQuickPick<ModelItem>();
	pick.title = options.title;
	pick.placeholder = options.placeholder;
	pick.matchOnDetail = true;
	pick.busy = true;
	pick.items = fixedItems(options);
	let reference: string | undefined;
	let found: ModelsReply["models"] = [];
	const show = () => {
		pick.items = [
			...(options.none ? fixedItems(options).slice(0, 1) : []),
			...found.map(itemOf),
			...fixedItems(options).slice(-1),
		];
	};
	const itemOf = ({ file, name, detail }: ModelsReply["models"][number]): ModelItem => ({
		label: name,
		description: file === reference ? vscode.l10n.t("reference") : "",
		detail,
		file,
		buttons: options.offersReference ? [referenceButton(file === reference)] : [],
	});
	pick.onDidTriggerItemButton(({ item }) => {
		reference = item.file === reference ? undefined : item.file;
		show();
	});

	const chosen = new Promise<ModelItem | undefined>((resolve) => {
		pick.onDidAccept(() => resolve(pick.selectedItems[0]));
		pick.onDidHide(() => resolve(undefined));
	});
	pick.show();
	try {
		const folder = settingsOf().modelFolder;
		found = (await server.request<ModelsReply>(METHODS.models, folder ? { folder } : {})).models;
		show();
		pick.busy = false;
		const item = await chosen;
		if (!item) return undefined;
		const file = item.browse ? await browse(options.title) : (item.file ?? null);
		if (file === undefined) return undefined;
		return { file, ...(reference && reference !== file ? { reference } : {}) };
	} finally {
		pick.dispose();
	}
}

function fixedItems({ none }: PickOptions): ModelItem[] {
	const browseItem = { label: `$(folder-opened) ${vscode.l10n.t("Browse…")}`, alwaysShow: true, browse: true };
	return [...(none ? [{ label: `$(circle-slash) ${none}`, alwaysShow: true }] : []), browseItem];
}

function referenceButton(marked: boolean): vscode.QuickInputButton {
	return {
		iconPath: new vscode.ThemeIcon(marked ? "pass-filled" : "git-compare"),
		tooltip: marked
			? vscode.l10n.t("Do not compare with this model")
			: vscode.l10n.t("Compare with this model as the reference: it never saw the forget set"),
	};
}

async function browse(title: string): Promise<string | undefined> {
	const files = await vscode.window.showOpenDialog({
		title,
		openLabel: vscode.l10n.t("Use this model"),
		filters: { [vscode.l10n.t("GGUF models")]: ["gguf"], [vscode.l10n.t("All files")]: ["*"] },
	});
	return files?.[0]?.fsPath;
}

import * as vscode from "vscode";
import { Refusal } from "./refusal.ts";

const SHOW_LOG = vscode.l10n.t("Show Log");

/**
 * Every command runs through here: in a restricted workspace it answers with one sentence, an expected failure is said
 * once, and anything else is a defect that is logged with its stack and said without it.
 */
export function guarded(
	log: vscode.LogOutputChannel,
	run: (...args: unknown[]) => unknown,
): (...args: unknown[]) => Promise<unknown> {
	return async (...args) => {
		try {
			if (!vscode.workspace.isTrusted) return await sayUntrusted();
			return await run(...args);
		} catch (error) {
			tell(log, error);
			return undefined;
		}
	};
}

/** Says what went wrong; a wish to stop is not news. */
export function tell(log: vscode.LogOutputChannel, error: unknown): void {
	if (error instanceof Refusal) {
		if (error.code === "cancelled") {
			log.info(error.message);
			vscode.window.setStatusBarMessage(`Palimpsest: ${error.message}`, 8_000);
			return;
		}
		log.warn(error.message);
		void show(log, error.message);
		return;
	}
	log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
	void show(log, vscode.l10n.t("Something unexpected happened. The log says more."));
}

async function show(log: vscode.LogOutputChannel, sentence: string): Promise<void> {
	const answer = await vscode.window.showErrorMessage(`Palimpsest: ${sentence}`, SHOW_LOG);
	if (answer === SHOW_LOG) log.show();
}

async function sayUntrusted(): Promise<void> {
	const manage = vscode.l10n.t("Manage Workspace Trust");
	const sentence = vscode.l10n.t(
		"Palimpsest loads no model in a restricted workspace, because a model file is parsed by native code. Trust this folder, then run the command again.",
	);
	const answer = await vscode.window.showWarningMessage(sentence, manage);
	if (answer === manage) await vscode.commands.executeCommand("workbench.trust.manage");
}

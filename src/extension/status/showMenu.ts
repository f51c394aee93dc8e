import * as vscode from "vscode";
import type { Audits } from "../audits/audits.ts";

/** What the status item offers: the commands that make sense now. */
export async function showMenu(audits: Audits): Promise<void> {
	const cancel = { label: `$(circle-slash) ${vscode.l10n.t("Cancel Audit")}`, command: "palimpsest.cancelAudit" };
	const items = [
		...(audits.running ? [cancel] : []),
		{ label: `$(eye) ${vscode.l10n.t("Audit Document")}`, command: "palimpsest.auditDocument" },
		{ label: `$(settings-gear) ${vscode.l10n.t("Select Models")}`, command: "palimpsest.selectModels" },
		{ label: `$(table) ${vscode.l10n.t("Open Heatmap")}`, command: "palimpsest.openHeatmap" },
		{ label: `$(file-text) ${vscode.l10n.t("Show Report")}`, command: "palimpsest.showReport" },
	];
	const picked = await vscode.window.showQuickPick(items, { title: "Palimpsest" });
	if (picked) await vscode.commands.executeCommand(picked.command);
}

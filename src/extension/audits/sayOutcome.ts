import * as vscode from "vscode";
import type { AuditReply } from "../../protocol/lsp.ts";

/** Remarks that fit a notification. */
const SHOWN = 2;

/** One notification at the end of an audit: the headline, what was left out, and where to look next. */
export async function sayOutcome(
	log: vscode.LogOutputChannel,
	{ run, headline, notices }: AuditReply,
	document: string | undefined,
): Promise<void> {
	log.info(`${run}: ${headline}`);
	for (const notice of notices) log.info(notice);
	const heatmap = vscode.l10n.t("Show Heatmap");
	const report = vscode.l10n.t("Show Report");
	const showLog = vscode.l10n.t("Show Log");
	const others = notices.slice(SHOWN);
	const more = others.length > 0 ? [vscode.l10n.t("{0} more remarks are in the log.", others.length)] : [];
	const sentence = [`Palimpsest: ${headline}.`, ...notices.slice(0, SHOWN), ...more].join(" ");
	const actions = [...(document ? [heatmap] : []), report, ...(others.length > 0 ? [showLog] : [])];
	const answer = await vscode.window.showInformationMessage(sentence, ...actions);
	if (answer === heatmap) await vscode.commands.executeCommand("palimpsest.openHeatmap", document);
	else if (answer === report) await vscode.commands.executeCommand("palimpsest.showReport", run);
	else if (answer === showLog) log.show();
}

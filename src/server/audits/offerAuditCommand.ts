import { WorkDoneProgressReporter } from "vscode-languageserver";
import * as z from "zod";
import { Problem } from "../../core/audit/problem.ts";
import type { AuditParams, AuditReply, Refused } from "../../protocol/lsp.ts";
import { refusal } from "../answer.ts";
import type { Session } from "../session.ts";
import { percent } from "../status/status.ts";
import { progressOf } from "./answerAudits.ts";
import { plan } from "./plan.ts";

/** `workspace/executeCommand`, for editors without our extension: arguments [uri], or [uri, target model]. */
export const AUDIT_COMMAND = "palimpsest.auditDocument";

const ARGUMENTS = z.tuple([z.string(), z.string().exactOptional()]);

export function offerAuditCommand(session: Session): void {
	const { connection } = session;
	connection.onExecuteCommand(async ({ command, arguments: given }, token, attached) => {
		if (command !== AUDIT_COMMAND) return undefined;
		token.onCancellationRequested(() => session.audits.cancel());
		const progress = await progressFor(session, attached);
		progress.begin("Palimpsest", 0, "reading documents", true);
		try {
			const checked = ARGUMENTS.safeParse(given);
			if (!checked.success) {
				throw new Problem("input", `${AUDIT_COMMAND} needs a document's URI.`, "Pass it as the first argument.");
			}
			const [uri, target] = checked.data;
			const answer = await session.audits.run(await paramsFor(session, uri, target), (event) =>
				advance(progress, event),
			);
			connection.window.showInformationMessage(`Palimpsest: ${answer.headline}.`);
			return answer;
		} catch (error) {
			return said(session, error);
		} finally {
			progress.done();
		}
	});
}

/** The editor's own progress where the request brought one; otherwise one that we open, with its own Cancel. */
async function progressFor(session: Session, attached: WorkDoneProgressReporter): Promise<WorkDoneProgressReporter> {
	if (!WorkDoneProgressReporter.isNullInstance(attached)) return attached;
	const opened = await session.connection.window.createWorkDoneProgress();
	opened.token.onCancellationRequested(() => session.audits.cancel());
	return opened;
}

async function paramsFor(session: Session, uri: string, chosen: string | undefined): Promise<AuditParams> {
	const planned = await plan(session, { uris: [uri], settings: session.options.settings ?? {} });
	const target = chosen ?? planned.models.target;
	if (!target) {
		const remedy = 'Name one in palimpsest.json ("models": {"target": "…"}) or as the second argument.';
		throw new Problem("input", "No model is named for this audit.", remedy);
	}
	const params = { ...planned, uris: [uri], models: { ...planned.models, target }, overlays: session.overlays() };
	if (!(chosen && planned.adapters)) return params;
	// They were planned for another model.
	const { target: _, ...adapters } = planned.adapters;
	return { ...params, adapters };
}

function advance(progress: WorkDoneProgressReporter, event: Parameters<typeof progressOf>[0]): void {
	const said = progressOf(event);
	if (said) progress.report(percent(said.answered, said.known), said.message);
}

function said(session: Session, error: unknown): AuditReply | Refused {
	if (!(error instanceof Problem)) throw error;
	if (error.code !== "cancelled") session.connection.window.showErrorMessage(`Palimpsest: ${error.sentence}`);
	return refusal(error);
}

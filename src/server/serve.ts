import type { Connection, InitializeResult } from "vscode-languageserver";
import { TextDocumentSyncKind } from "vscode-languageserver";
import { offerCodeActions } from "./actions/offerCodeActions.ts";
import { answerAudits } from "./audits/answerAudits.ts";
import { AUDIT_COMMAND, offerAuditCommand } from "./audits/offerAuditCommand.ts";
import { answerPlans } from "./audits/plan.ts";
import { publishDiagnostics } from "./diagnostics/publishDiagnostics.ts";
import { followFiles } from "./findings/followFiles.ts";
import { answerHeatmap } from "./heatmap/answerHeatmap.ts";
import { offerHover } from "./hover/offerHover.ts";
import { answerModels } from "./models/answerModels.ts";
import { answerReports } from "./report/answerReports.ts";
import { type OpenAuditor, Session } from "./session.ts";

/** Everything the server does, one line a feature. To add one: a folder, a line here, a test. */
export function serve(connection: Connection, parts: { readonly openAuditor: OpenAuditor }): Session {
	const session = new Session(connection, parts.openAuditor);

	connection.onInitialize((params) => {
		session.begin(params);
		return capabilities(session);
	});

	answerPlans(session);
	answerAudits(session);
	offerAuditCommand(session);
	publishDiagnostics(session);
	followFiles(session);
	offerHover(session);
	offerCodeActions(session);
	answerHeatmap(session);
	answerModels(session);
	answerReports(session);

	connection.onShutdown(() => session.close());
	session.documents.listen(connection);
	connection.listen();
	return session;
}

function capabilities({ host }: Session): InitializeResult {
	return {
		serverInfo: { name: "palimpsest" },
		capabilities: {
			textDocumentSync: TextDocumentSyncKind.Incremental,
			hoverProvider: true,
			codeActionProvider: { codeActionKinds: ["quickfix", "source"] },
			// Our own host implements the commands itself, under the same names.
			...(host ? {} : { executeCommandProvider: { commands: [AUDIT_COMMAND], workDoneProgress: true } }),
		},
	};
}

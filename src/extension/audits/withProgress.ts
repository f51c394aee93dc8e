import { basename } from "node:path";
import * as vscode from "vscode";
import { type AuditParams, type AuditReply, METHODS } from "../../protocol/lsp.ts";
import type { Server } from "../server/server.ts";

/** Runs an audit under a notification with Cancel. */
export function withProgress(server: Server, params: AuditParams): Promise<AuditReply> {
	const what =
		params.uris.length === 1 ? basename(vscode.Uri.parse(params.uris[0] ?? "").path) : `${params.uris.length} items`;
	const title = vscode.l10n.t("Palimpsest: probing {0} with {1}", what, basename(params.models.target));
	const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
	// A Thenable becomes a promise here, so that callers can wait for its end twice.
	return Promise.resolve(
		vscode.window.withProgress(options, async (progress, token) => {
			token.onCancellationRequested(() => void server.notify(METHODS.cancel, {}));
			let shown = 0;
			const following = server.onProgress(({ answered, known, message }) => {
				const percent = known > 0 ? (100 * answered) / known : 0;
				// Adaptive probes ask more as they go: the bar waits rather than going back.
				const increment = Math.max(0, percent - shown);
				shown += increment;
				progress.report({ message, increment });
			});
			try {
				return await server.request<AuditReply>(METHODS.audit, params);
			} finally {
				following.dispose();
			}
		}),
	);
}

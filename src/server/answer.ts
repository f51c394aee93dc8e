import { type CancellationToken, ErrorCodes, ResponseError } from "vscode-languageserver";
import type * as z from "zod";
import { Problem } from "../core/audit/problem.ts";
import { METHODS, type Refused, type RequestParams } from "../protocol/lsp.ts";
import { LSP_PARAMS } from "../protocol/lspSchema.ts";
import type { Session } from "./session.ts";

/**
 * Answers one custom request. Parameters of another shape are refused before the handler sees them, a `Problem` becomes
 * a reply with one sentence for the user, and anything else is a defect: logged here, once.
 */
export function answer<Method extends keyof RequestParams, Reply>(
	session: Session,
	method: Method,
	handle: (params: RequestParams[Method], token: CancellationToken) => Promise<Reply>,
): void {
	session.connection.onRequest<unknown, void>(METHODS[method], async (raw: unknown, token: CancellationToken) => {
		const checked = LSP_PARAMS[method].safeParse(raw);
		if (!checked.success) return new ResponseError(ErrorCodes.InvalidParams, complaint(METHODS[method], checked.error));
		try {
			return await handle(checked.data, token);
		} catch (error) {
			if (error instanceof Problem) return refusal(error);
			session.connection.console.error(`${METHODS[method]}: ${error instanceof Error ? error.stack : String(error)}`);
			throw error;
		}
	});
}

/** A problem as it crosses the border. */
export function refusal(problem: Problem): Refused {
	return { refused: { code: problem.code, sentence: problem.sentence } };
}

/** Names the first wrong parameter, never its value: it may be document text. */
function complaint(method: string, error: z.ZodError): string {
	const issue = error.issues[0];
	const at = issue && issue.path.length > 0 ? ` at "${issue.path.join(".")}"` : "";
	return `${method} was sent parameters it cannot use${at}: ${issue?.message ?? "not an object"}.`;
}

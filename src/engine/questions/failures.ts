/** The sentences of expected failures that both engines share. They never hold document text. */
import type { Failure } from "../../core/model/answer.ts";

/** Never a silent shift of the context: the numbers and what to do. */
export function overflow(tokens: number, maxTokens: number, contextLength: number): Failure {
	const what = maxTokens > 0 ? `a prompt of ${tokens} tokens and ${maxTokens} more` : `${tokens} tokens`;
	const message = `The question has ${what}, and the model's context holds ${contextLength}; ask about a shorter passage.`;
	return { kind: "failure", code: "context-overflow", message };
}

export function nothingToRead(purpose: string): Failure {
	return notCapable(`An empty text leaves this model nothing to ${purpose}; give it some text.`);
}

export function noChat(isRefused: boolean): Failure {
	return notCapable(
		isRefused
			? "The model's chat template does not take this text as what a user says; ask in plain text (`--chat off`)."
			: "The model has no chat template that works; ask in plain text (`--chat off`).",
	);
}

export function notCapable(message: string): Failure {
	return { kind: "failure", code: "not-capable", message };
}

export function notFinite(): Failure {
	const message = "The model computed numbers that are not finite; its weights are damaged or overflow this precision.";
	return { kind: "failure", code: "not-finite", message };
}

import type { Failure, Outcome } from "../model/answer.ts";
import type { Role } from "../model/question.ts";
import { ROLES } from "../model/question.ts";
import type { Note, ProbeContext } from "./probe.ts";

/** The roles that have a model, target first. */
export function rolesOf(context: ProbeContext): readonly Role[] {
	return ROLES.filter((role) => context.models[role] !== undefined);
}

/** A failed question, said aloud. */
export function failureNote(role: Role, what: string, failure: Failure): Note {
	return { kind: "failed", message: `${what} could not be asked of the ${role}: ${failure.message}` };
}

/** The answer when it is of the wanted kind; a failure becomes a note, once per wording. */
export function answerOr<K extends Outcome["kind"]>(
	outcome: Outcome | undefined,
	kind: K,
	notes: Note[],
	role: Role,
	what: string,
): Extract<Outcome, { readonly kind: K }> | undefined {
	if (outcome?.kind === kind) return outcome as Extract<Outcome, { readonly kind: K }>;
	if (outcome?.kind === "failure") {
		const note = failureNote(role, what, outcome);
		if (!notes.some((n) => n.message === note.message)) notes.push(note);
	}
	return undefined;
}

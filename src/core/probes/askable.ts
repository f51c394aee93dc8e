import type { Span } from "../corpus/document.ts";
import type { Outcome } from "../model/answer.ts";
import type { Role } from "../model/question.ts";
import { ROLES } from "../model/question.ts";
import type { Note, ProbeContext } from "./probe.ts";

/** What a question was about, for the note when it fails. */
export interface Asked {
	/** The kind of passage, beginning a sentence: "A window". */
	readonly what: string;
	/** Where it stands in the document. */
	readonly at?: Span;
}

/** The roles that have a model, target first. */
export function rolesOf(context: ProbeContext): readonly Role[] {
	return ROLES.filter((role) => context.models[role] !== undefined);
}

/**
 * Never-seen documents stand in for a reference that is not there (metrics.md 11.4); beside one they would add nothing to
 * what is asked of facts.
 */
export function isSpare({ set, models }: ProbeContext): boolean {
	return set === "holdout" && models.reference !== undefined;
}

/** The roles whose engines can write text; none, and a note, when the target's is not among them. */
export function writersOf(context: ProbeContext, notes: Note[]): readonly Role[] {
	const roles = rolesOf(context).filter((role) => context.models[role]?.capabilities.includes("generate"));
	if (roles.includes("target")) return roles;
	notes.push({ kind: "not-run", message: "The target's engine cannot generate text." });
	return [];
}

/** The answer when it is of the wanted kind; a failure becomes a note, once per wording, that gathers the passages. */
export function answerOr<K extends Outcome["kind"]>(
	outcome: Outcome | undefined,
	kind: K,
	notes: Note[],
	role: Role,
	{ what, at }: Asked,
): Extract<Outcome, { readonly kind: K }> | undefined {
	if (outcome?.kind === kind) return outcome as Extract<Outcome, { readonly kind: K }>;
	if (outcome?.kind === "failure") {
		const message = `${what} could not be asked of the ${role}: ${outcome.message}`;
		const said = notes.findIndex((note) => note.message === message);
		const passages = [...(notes[said]?.passages ?? []), ...(at ? [at] : [])];
		const note: Note = { kind: "failed", message, ...(passages.length > 0 ? { passages } : {}) };
		notes.splice(said < 0 ? notes.length : said, 1, note);
	}
	return undefined;
}

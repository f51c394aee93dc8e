import type { AuditResult, DocumentResult } from "../audit/result.ts";

/** Something of a document that was asked and got no answer. */
export interface FailedQuestion {
	readonly path: string;
	readonly note: DocumentResult["notes"][number];
}

/** Every failure in the documents of all sets, in their order. */
export function failedQuestions({ documents, retain, holdout }: AuditResult): readonly FailedQuestion[] {
	return [...documents, ...(retain?.documents ?? []), ...(holdout?.documents ?? [])].flatMap(({ path, notes }) =>
		notes.filter(({ kind }) => kind === "failed").map((note) => ({ path, note })),
	);
}

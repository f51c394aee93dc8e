import type { Note } from "../probes/probe.ts";
import type { DocumentResult } from "./result.ts";

/**
 * Forms that were built for no fact of any document: what an audit leaves out altogether. A reader of one document is told of
 * each fact; a reader of the whole must not take silence for a clean result.
 */
export function neverBuilt(documents: readonly DocumentResult[]): readonly (Note & { readonly probe: string })[] {
	const reasons = new Map<string, Map<string, string>>();
	for (const { notes } of documents) {
		for (const { form, probe } of notes) {
			if (!form || isBuilt(documents, probe, form.id)) continue;
			reasons.set(probe, (reasons.get(probe) ?? new Map()).set(form.name, form.reason));
		}
	}
	return [...reasons].map(([probe, forms]) => {
		const said = [...forms].map(([name, reason]) => `${name} (${reason})`).join("; ");
		return { kind: "not-run", message: `Not built for any fact: ${said}.`, probe };
	});
}

function isBuilt(documents: readonly DocumentResult[], probe: string, form: string): boolean {
	return documents.some(({ scores }) => scores[probe]?.some(({ metric }) => metric === `items_${form}`));
}

import { Problem } from "../core/audit/problem.ts";
import type { AuditRequest } from "../core/audit/request.ts";
import type { Material } from "./material.ts";

/** A selection is a stretch of one document. Throws Problem("input") when there are several, or it lies beyond the end. */
export function checkSelection({ selection }: Pick<AuditRequest, "selection">, { sets }: Pick<Material, "sets">): void {
	if (!selection) return;
	const [first, ...others] = sets.forget;
	if (!first) return;
	const { start, end } = selection;
	if (others.length > 0) {
		const message = `A selection is part of one document, and ${others.length + 1} were named.`;
		throw new Problem("input", message, "Name one document, or leave the selection out.");
	}
	const { path, text } = first.document;
	if (end <= text.length) return;
	throw new Problem(
		"input",
		`The selection ${start}-${end} goes beyond the end of ${path}, which has ${text.length} characters.`,
		"Name offsets within the document.",
	);
}

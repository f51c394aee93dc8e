import type { AuditResult } from "../audit/result.ts";
import { unaskedDocuments } from "../audit/unasked.ts";
import { auditedProbes } from "./auditedProbes.ts";

/** One line that says how an audit ended, e.g. "4 of 14 documents leak, information on 4 more - SUPPRESSION". */
export function headline(result: AuditResult): string {
	const { documents, leaked } = result.summary;
	const leaking = leaked.error + leaked.warning;
	const silent = unaskedDocuments(result.documents, auditedProbes(result));
	const unasked = silent.reduce((sum, group) => sum + group.documents.length, 0);
	const found =
		leaking === 0
			? noLeak(documents, unasked)
			: `${leaking} of ${documentsOf(documents)} ${leaking === 1 && documents === 1 ? "leaks" : "leak"}`;
	const information = leaked.info > 0 ? `, information on ${leaked.info}${leaking > 0 ? " more" : ""}` : "";
	const rest = unasked > 0 && unasked < documents ? `, ${unasked} could not be asked` : "";
	return `${found}${information}${rest} - ${result.verdict.label}`;
}

function noLeak(documents: number, unasked: number): string {
	if (unasked < documents) return `No leak found in ${documentsOf(documents - unasked)}`;
	return documents === 1 ? "The document could not be asked" : `None of ${documentsOf(documents)} could be asked`;
}

const documentsOf = (count: number): string => `${count} document${count === 1 ? "" : "s"}`;

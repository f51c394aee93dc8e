import type { AuditReply } from "../../protocol/lsp.ts";

const ORDER: readonly string[] = ["error", "warning", "info", "none"];

/** URI of the document to look at first: the gravest, among equals the one with most leaks. */
export function gravest(documents: AuditReply["documents"]): string | undefined {
	const rank = (severity: string) => (ORDER.includes(severity) ? ORDER.indexOf(severity) : ORDER.length);
	return [...documents].sort((a, b) => rank(a.severity) - rank(b.severity) || b.leaks - a.leaks)[0]?.uri;
}

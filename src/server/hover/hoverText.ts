import type { LeakEvidence } from "../../core/audit/result.ts";
import { ROLES, type Role } from "../../core/model/question.ts";
import { formatNumber } from "../../core/report/formatNumber.ts";
import type { PlacedLeak } from "../findings/findings.ts";
import { metricOf } from "../words/metricOf.ts";

/**
 * Markdown: a table of probes by models, and what the number means. What was seen stands in the diagnostic, which
 * editors show in the same hover. Holds no text a model wrote.
 */
export function hoverText({ leak, index, count }: PlacedLeak, linkUri?: string): string {
	const roles = ROLES.filter((role) => leak.evidence.some((evidence) => valueFor(evidence, role) !== undefined));
	const rows = leak.evidence.map((evidence) => {
		const { title } = metricOf(evidence.probe, evidence.metric);
		const cells = roles.map((role) => {
			const value = valueFor(evidence, role);
			return value === undefined ? "–" : formatNumber(value);
		});
		return `| ${[`${evidence.severity}`, escaped(evidence.probe), escaped(title), ...cells].join(" | ")} |`;
	});
	const metric = metricOf(leak.probe, leak.metric);
	const link = linkUri && `[Open evidence](${commandLink(linkUri, index)})`;
	return [
		`**Palimpsest: ${leak.severity}, passage ${index + 1} of ${count}**`,
		[`| | probe | metric | ${roles.join(" | ")} |`, `|---|---|---|${roles.map(() => "---:").join("|")}|`, ...rows].join(
			"\n",
		),
		[...(metric.orientation ? [`*${escaped(metric.orientation)}.*`] : []), escaped(metric.explanation ?? "")]
			.join(" ")
			.trim(),
		...(link ? [link] : []),
	].join("\n\n");
}

/** The finding's own metric for a model; target and reference are always at hand under other names too. */
function valueFor(evidence: LeakEvidence, role: Role): number | undefined {
	const named = evidence.numbers[role]?.[evidence.metric];
	if (named !== undefined) return named;
	if (role === "target") return evidence.value;
	return role === "reference" ? evidence.control : undefined;
}

function commandLink(uri: string, index: number): string {
	return `command:palimpsest.openEvidence?${encodeURIComponent(JSON.stringify([uri, index]))}`;
}

const escaped = (text: string): string => text.replace(/[\\`*_{}[\]()#+!|<>~]/g, "\\$&").replace(/\s+/g, " ");

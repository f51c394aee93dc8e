import type { MetricSummary, Note } from "../probes/probe.ts";
import type { AuditEvent } from "./event.ts";
import type { AuditResult, DocumentResult, Leak, ModelProvenance } from "./result.ts";
import { gravity, isLeak } from "./severity.ts";

/** The target with smaller weights, asked in its stead. */
export interface Quantised {
	/** "Q4_0", or the file's name. */
	readonly name: string;
	readonly model: ModelProvenance;
	readonly concluded: Extract<AuditEvent, { readonly type: "concluded" }>;
}

/** Documents named in a note; the rest are counted. */
const NAMED = 5;

/** The target's numbers on the forget set, under their names and how it was quantised: "pz_max@Q4_0". */
export function quantisedMetrics(all: readonly Quantised[]): Readonly<Record<string, MetricSummary>> {
	return Object.fromEntries(
		all.flatMap(({ name, concluded }) =>
			Object.values(concluded.conclusions).flatMap(({ metrics }) =>
				Object.entries(metrics).flatMap(([key, metric]) => {
					const isOwn = metric.role === "target" && metric.set === "forget";
					return isOwn ? [[`${key}@${name}`, { ...metric, title: `${metric.title}, ${name}` }] as const] : [];
				}),
			),
		),
	);
}

/** What each quantised file is, how many documents leak from it, and which passages only it gives away. */
export function quantisedSummaries(
	all: readonly Quantised[],
	documents: readonly DocumentResult[],
): NonNullable<AuditResult["quantised"]> {
	return all.map(({ name, model, concluded }) => {
		const { forget } = concluded.documents;
		const of = (severity: DocumentResult["severity"]): number => forget.filter((d) => d.severity === severity).length;
		const passages = forget.flatMap(({ path, leaks }) => {
			const own = documents.find((document) => document.path === path)?.leaks ?? [];
			return leaks.filter((leak) => isLeak(leak.severity) && !isShown(leak, own)).map((leak) => ({ path, leak }));
		});
		return { name, model, leaked: { error: of("error"), warning: of("warning"), info: of("info") }, passages };
	});
}

/** Whether a leak that is as grave lies over part of it. */
function isShown({ start, end, severity }: Leak, leaks: readonly Leak[]): boolean {
	return leaks.some((leak) => leak.start < end && leak.end > start && gravity(leak.severity) <= gravity(severity));
}

/** Documents that leak from the quantised file by error or warning and do not from the target as it was given. */
export function quantisedNotes(
	all: readonly Quantised[],
	documents: readonly DocumentResult[],
): readonly (Note & { readonly probe: string })[] {
	return all.map(({ name, concluded }) => {
		const { forget } = concluded.documents;
		const before = documents.filter((d) => isLeak(d.severity)).map(({ path }) => path);
		const more = forget.filter((d) => isLeak(d.severity) && !before.includes(d.path)).map(({ path }) => path);
		const rest = more.length > NAMED ? ` and ${more.length - NAMED} more` : "";
		const named = more.length === 0 ? "" : `, of them only when quantised: ${more.slice(0, NAMED).join(", ")}${rest}`;
		const message = `Quantised to ${name}, ${forget.filter((d) => isLeak(d.severity)).length} of ${forget.length} documents leak by error or warning${named}.`;
		return { kind: "gate", message, probe: "quantisation" };
	});
}

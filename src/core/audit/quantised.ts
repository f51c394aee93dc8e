import type { MetricSummary, Note } from "../probes/probe.ts";
import type { AuditEvent } from "./event.ts";
import { isShown } from "./isShown.ts";
import type { AuditResult, DocumentResult, ModelProvenance } from "./result.ts";
import { isLeak } from "./severity.ts";
import { quantisedProbes } from "./suites.ts";

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

/** How many documents leak by error or warning from each copy, and which leak from it and not from the target. */
export function quantisedNotes(
	all: readonly Quantised[],
	documents: readonly DocumentResult[],
): readonly (Note & { readonly probe: string })[] {
	if (all.length === 0) return [];
	const known = leakingPaths(documents);
	const leaking = all.map(({ name, concluded }) => ({ name, paths: leakingPaths(concluded.documents.forget) }));
	const only = leaking.flatMap(({ name, paths }) => {
		const more = paths.filter((path) => !known.includes(path));
		return more.length > 0 ? [`Only at ${name}: ${namedFew(more)}.`] : [];
	});
	// Copies are asked less than the target, which would make them look the cleaner.
	const titles = quantisedProbes().map(({ title }) => title.toLowerCase());
	const counts = leaking.map(({ name, paths }) => `${paths.length} at ${name}`).join(", ");
	const message = `Quantised copies were asked by ${titles.join(", ")} alone; of ${documents.length} documents leak by error or warning: ${counts}.`;
	return [{ kind: "gate", message: [message, ...only].join(" "), probe: "quantisation" }];
}

const leakingPaths = (documents: readonly DocumentResult[]): readonly string[] =>
	documents.filter(({ severity }) => isLeak(severity)).map(({ path }) => path);

function namedFew(paths: readonly string[]): string {
	const rest = paths.length > NAMED ? ` and ${paths.length - NAMED} more` : "";
	return `${paths.slice(0, NAMED).join(", ")}${rest}`;
}

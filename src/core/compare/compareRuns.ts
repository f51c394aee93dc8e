import { isShown } from "../audit/isShown.ts";
import { scoreColumn } from "../audit/residual.ts";
import type { AuditResult, DocumentResult, Leak } from "../audit/result.ts";
import type { Severity } from "../audit/severity.ts";
import type { Span } from "../corpus/document.ts";
import { bootstrapIntervals, type Interval } from "../stats/bootstrap.ts";
import { intervalBy } from "../stats/intervalMethod.ts";
import { countedMean } from "../stats/mean.ts";

/** A score's mean over the forget documents two audits share, under the target of each. */
export interface ScoreDifference {
	readonly probe: string;
	readonly metric: string;
	readonly title: string;
	readonly first: number;
	readonly second: number;
	/** second - first, with a paired bootstrap over the documents, 95 %. */
	readonly difference: number;
	readonly interval: Interval;
	/** As of `MetricSummary`; both audits' numbers of a document are drawn together. */
	readonly method: string;
	/** Documents with a score in both. */
	readonly n: number;
}

/** What leaks from a document in one audit and not in the other; spans in UTF-16 offsets. */
export interface DocumentDifference {
	readonly path: string;
	readonly first: Severity | "none";
	readonly second: Severity | "none";
	/** Leaks of the second audit where the first shows none that is as grave: new ones, and graver ones. */
	readonly appeared: readonly Span[];
	readonly vanished: readonly Span[];
}

export interface RunDifference {
	/** Documents of equal path and text in both. */
	readonly documents: readonly DocumentDifference[];
	/** Paths in one audit only, or whose text differs. */
	readonly unmatched: readonly string[];
	readonly scores: readonly ScoreDifference[];
}

/**
 * Two audits of the same documents, passage by passage: two models, two methods, one model with and without an adapter or
 * at two precisions. Documents are paired by path and text; differences of means are paired too.
 */
export function compareRuns(first: AuditResult, second: AuditResult, seed = 0): RunDifference {
	const others = new Map(second.documents.map((d) => [d.path, d]));
	const pairs = first.documents.flatMap((a) => {
		const b = others.get(a.path);
		return b && b.sha256 === a.sha256 ? [{ a, b }] : [];
	});
	const paired = new Set(pairs.map(({ a }) => a.path));
	const paths = new Set([...first.documents, ...second.documents].map(({ path }) => path));
	return {
		documents: pairs.map(({ a, b }) => documentDifference(a, b)),
		unmatched: [...paths].filter((path) => !paired.has(path)).sort(),
		scores: scoreDifferences(
			first,
			pairs.map(({ a }) => a),
			pairs.map(({ b }) => b),
			seed,
		),
	};
}

function documentDifference(a: DocumentResult, b: DocumentResult): DocumentDifference {
	const only = (own: readonly Leak[], all: readonly Leak[]): readonly Span[] =>
		own
			.filter((leak) => !isShown(leak, all))
			.map(({ start, end }) => ({ start, end }))
			.sort((x, y) => x.start - y.start);
	return {
		path: a.path,
		first: a.severity,
		second: b.severity,
		appeared: only(b.leaks, a.leaks),
		vanished: only(a.leaks, b.leaks),
	};
}

/** Only scores that have words, which are those the first audit summed up. */
function scoreDifferences(
	{ metrics }: AuditResult,
	first: readonly DocumentResult[],
	second: readonly DocumentResult[],
	seed: number,
): readonly ScoreDifference[] {
	const columns = Object.entries(metrics).flatMap(([metric, { probe, title, role, set }]) => {
		if (role !== "target" || set !== "forget") return [];
		const [a, b] = [first, second].map((documents) => scoreColumn(documents, { probe, metric }, "target"));
		if (!a || !b) return [];
		// Paired: a document without a score in one says nothing of the difference.
		const both = a.map((value, i) => !Number.isNaN(value) && !Number.isNaN(b[i] ?? Number.NaN));
		const n = both.filter(Boolean).length;
		const kept = (values: readonly number[]) => values.map((value, i) => (both[i] ? value : Number.NaN));
		return n === 0 ? [] : [{ probe, metric, title, n, a: kept(a), b: kept(b) }];
	});
	const differences = (counts: Uint32Array): number[] =>
		columns.map(({ a, b }) => countedMean(b, counts) - countedMean(a, counts));
	const everything = new Uint32Array(first.length).fill(1);
	const values = differences(everything);
	const intervals = bootstrapIntervals(first.length, differences, seed);
	return columns.map(({ probe, metric, title, n, a, b }, i) => ({
		probe,
		metric,
		title,
		first: countedMean(a, everything),
		second: countedMean(b, everything),
		difference: values[i] ?? Number.NaN,
		...intervalBy("documents", intervals[i] ?? [Number.NaN, Number.NaN]),
		n,
	}));
}

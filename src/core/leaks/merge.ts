import type { Significance } from "../audit/calibration.ts";
import type { Judgement, Policy } from "../audit/policy.ts";
import { judge } from "../audit/policy.ts";
import type { Leak, LeakEvidence } from "../audit/result.ts";
import { gravity, milder, SEVERITIES, type Severity } from "../audit/severity.ts";
import type { Document, Span } from "../corpus/document.ts";
import { joinSpans } from "../corpus/joinSpans.ts";
import type { Finding } from "../probes/probe.ts";
import { leakMessage } from "./message.ts";

/** A finding and the probe it comes from. */
export interface ProbeFinding {
	readonly probe: string;
	readonly finding: Finding;
}

export interface MergeOptions {
	/** Only what lies inside is reported. */
	readonly selection?: Span;
	/** The most a probe's findings may count for, by probe id. */
	readonly ceilings?: Readonly<Record<string, Severity>>;
	/** What the controls of a metric reach. */
	readonly significance?: Significance;
}

interface Judged extends LeakEvidence {
	readonly known: boolean;
}

/**
 * Findings of one document -> leaks: judged by the policy, joined where spans of equal severity touch, ranked gravest
 * first (then longest, then by position), never overlapping. Each character belongs to the gravest finding over it; a
 * milder finding gets a leak of its own only where most of it lies outside graver ones, so that windows which hang over
 * the edge of a leak do not stretch it.
 */
export function mergeLeaks(
	document: Document,
	findings: readonly ProbeFinding[],
	policy: Policy,
	options: MergeOptions = {},
): readonly Leak[] {
	const judged = findings.flatMap((f) => judgeFinding(f, policy, options) ?? []);
	const leaks: Leak[] = [];
	const taken: Span[] = [];
	for (const severity of SEVERITIES) {
		const level = judged.filter((j) => j.severity === severity && uncovered(j.span, taken) > length(j.span) / 2);
		const pieces = joinSpans(level.map((j) => j.span)).flatMap((span) => subtract(span, taken));
		for (const piece of pieces) {
			const behind = judged.filter((j) => overlap(j.span, piece) > 0 && gravity(j.severity) >= gravity(severity));
			const leak = toLeak(document, piece, behind);
			if (leak) leaks.push(leak);
		}
		taken.push(...pieces);
	}
	return leaks.sort((a, b) => gravity(a.severity) - gravity(b.severity) || length(b) - length(a) || a.start - b.start);
}

function judgeFinding({ probe, finding }: ProbeFinding, policy: Policy, options: MergeOptions): Judged | undefined {
	const calibration = options.significance?.get(finding.metric);
	const judgement: Judgement | undefined = judge(finding, policy, calibration?.threshold);
	if (!judgement) return undefined;
	const { selection } = options;
	const span = selection ? intersect(finding.span, selection) : finding.span;
	if (length(span) <= 0) return undefined;
	const ceiling = options.ceilings?.[probe];
	return {
		...finding.evidence,
		probe,
		metric: finding.metric,
		value: finding.value,
		...(finding.control === undefined ? {} : { control: finding.control }),
		...(calibration ? { p: calibration.p(finding.value) } : {}),
		severity: ceiling ? milder(judgement.severity, ceiling) : judgement.severity,
		known: judgement.known,
		span,
	};
}

/** The gravest finding of each probe stands for it; the gravest of all names the leak. */
function toLeak(document: Document, piece: Span, behind: readonly Judged[]): Leak | undefined {
	const ranked = [...behind].sort(
		(a, b) =>
			gravity(a.severity) - gravity(b.severity) ||
			overlap(b.span, piece) - overlap(a.span, piece) ||
			(a.metric === b.metric ? b.value - a.value : 0) ||
			a.span.start - b.span.start,
	);
	const evidence = ranked.filter((j, i) => ranked.findIndex((other) => other.probe === j.probe) === i);
	// The strongest number of the naming probe, not only its best placed window, is what the message states.
	const placed = evidence[0];
	if (!placed) return undefined;
	const gravest = strongest(ranked, placed);
	const { known, ...named } = gravest;
	return {
		start: piece.start,
		end: piece.end,
		severity: named.severity,
		probe: named.probe,
		metric: named.metric,
		value: named.value,
		...(named.control === undefined ? {} : { control: named.control }),
		...(named.p === undefined ? {} : { p: named.p }),
		message: leakMessage(named, known),
		text: document.text.slice(piece.start, piece.end),
		evidence: [named, ...evidence.slice(1).map(({ known: _, ...rest }) => rest)],
	};
}

function strongest(ranked: readonly Judged[], placed: Judged): Judged {
	const same = ranked.filter(
		(j) => j.probe === placed.probe && j.metric === placed.metric && j.severity === placed.severity,
	);
	return same.reduce((best, j) => (j.value > best.value ? j : best), placed);
}

const length = (span: Span): number => span.end - span.start;

function intersect(a: Span, b: Span): Span {
	return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}

function overlap(a: Span, b: Span): number {
	return Math.max(0, length(intersect(a, b)));
}

/** Characters of a span outside all the others, which do not overlap each other. */
function uncovered(span: Span, others: readonly Span[]): number {
	return length(span) - others.reduce((sum, other) => sum + overlap(span, other), 0);
}

function subtract(span: Span, others: readonly Span[]): Span[] {
	let rest: Span[] = [span];
	for (const other of others) {
		rest = rest.flatMap((r) =>
			[
				{ start: r.start, end: Math.min(r.end, other.start) },
				{ start: Math.max(r.start, other.end), end: r.end },
			].filter((piece) => length(piece) > 0),
		);
	}
	return rest;
}

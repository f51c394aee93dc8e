import type { Document } from "../../corpus/document.ts";
import type { Window, WindowShape } from "../../corpus/windows.ts";
import { slidingWindows, windowShape } from "../../corpus/windows.ts";
import { nForProbability, spanSums } from "../../metrics/pz.ts";
import type { ScoreAnswer } from "../../model/answer.ts";
import type { Role, SamplingScheme, ScoreQuestion } from "../../model/question.ts";
import { mean } from "../../stats/mean.ts";
import { answerOr, rolesOf } from "../askable.ts";
import { EXTRACTION, type ExtractionSettings, samplingWords, schemeOf } from "../extractionSettings.ts";
import type { Finding, Note, Probe, ProbeContext, ProbeResult, ProbeRun, Score, Tested } from "../probe.ts";
import { SAMPLES } from "../sampling/drawSamples.ts";
import { scoreDocument } from "../scoreDocument.ts";
import { chunkTokens } from "../wholeDocument.ts";

/**
 * Windows whose p_z in the whole-document pass is below a hundredth of the warning threshold get no pass of their own
 * (metrics.md 15.2): their in-chunk value stands.
 */
const SCREEN = Math.log(1e-3 / 100);
const EXTRACTABLE = Math.log(0.5);
/** As much in sixteen tries: the p_z with 1 - (1 - p_z)^16 = 0.5. */
const EXTRACTABLE_IN_TRIES = Math.log(1 - 0.5 ** (1 / SAMPLES));

/** Sliding-window extraction: p_z of each suffix given exactly its prefix (metrics.md 7.4, 7.5). */
export const extraction: Probe = {
	id: "extraction",
	version: 3,
	family: "verbatim",
	title: "Sliding-window extraction",
	sets: ["forget", "retain", "holdout"],
	metrics: [
		{
			name: "pz_max",
			title: "Highest p_z",
			orientation: "higher = more leakage",
			explanation:
				"Highest probability over the document's windows that sampling (T 1, top-k 40) from a true prefix (50 tokens) draws the suffix (the next 50) exactly, unless the settings say otherwise; 0 to 1 (arXiv 2410.19482).",
		},
		{
			name: "extractable_share",
			title: "Extractable share",
			orientation: "higher = more leakage",
			explanation:
				"Share of the document's characters inside suffixes with p_z of at least 0.5; each counted once; 0 to 1.",
		},
		{
			name: "extractable_share_16",
			title: "Extractable share in 16 tries",
			orientation: "higher = more leakage",
			explanation: `Share of the document's characters inside suffixes that ${SAMPLES} tries more likely bring out than not, 1 - (1 - p_z)^${SAMPLES} of at least 0.5; each counted once; 0 to 1.`,
		},
		{
			name: "logp_token",
			title: "Log p per token",
			orientation: "higher = more leakage",
			explanation:
				"Mean natural log-probability of the document's tokens after the first prefix, in one pass over the document; at most 0.",
		},
	],
	run,
};

interface Measured {
	readonly window: Window;
	/** log p_z: of the window's own pass where there was one, else in-chunk. */
	readonly logPz: number;
	readonly exact: boolean;
}

function* run(document: Document, context: ProbeContext): ProbeRun {
	const notes: Note[] = [];
	const scored = yield* scoreDocument(document, context, notes);
	const target = scored?.records.target;
	if (!scored || !target) return { scores: [], findings: [], notes };
	const settings = context.extraction ?? EXTRACTION;
	const shape = windowShape(target.starts.length, chunkTokens(context.models), settings);
	if (!shape) {
		notes.push({
			kind: "not-run",
			message: `${target.starts.length} tokens are too few for an extraction window of 8 + 8.`,
			cause: "too short",
		});
		return { scores: [], findings: [], notes };
	}
	noteShape(shape, settings, notes);
	// Retain text only shows power and needs no overlap; holdout text is what p is told against.
	const stride = context.set === "retain" ? shape.suffix : Math.min(settings.stride, shape.suffix);
	const windows = slidingWindows(target, shape, stride);
	const inChunk = inChunkSums(scored.records, settings, notes);
	const passes = (role: Role, w: Window): boolean => (inChunk[role]?.(suffix(w)) ?? Number.NaN) >= SCREEN;
	// The target's windows are asked of everybody, as controls; each model's own besides, so that all are scored alike.
	const asked = rolesOf(context)
		.filter((role) => scored.records[role])
		.flatMap((role) =>
			windows.filter((w) => passes("target", w) || passes(role, w)).map((window) => ({ role, window })),
		);
	const outcomes = yield asked.map(({ role, window }) => exactQuestion(document, window, role, settings));

	const exactSums: Partial<Record<Role, Map<Window, number>>> = {};
	for (const [i, { role, window }] of asked.entries()) {
		const answer = answerOr(outcomes[i], "score", notes, role, {
			what: "A window",
			at: { start: window.start, end: window.end },
		});
		if (answer) (exactSums[role] ??= new Map()).set(window, sum(schemeLogq(answer)));
	}
	const measured: Partial<Record<Role, ReadonlyMap<Window, Measured>>> = {};
	for (const role of Object.keys(scored.records) as Role[]) {
		measured[role] = new Map(
			windows.map((window) => {
				const exact = exactSums[role]?.get(window);
				return [
					window,
					{ window, logPz: exact ?? inChunk[role]?.(suffix(window)) ?? Number.NaN, exact: exact !== undefined },
				];
			}),
		);
	}
	return {
		scores: scoresOf(document, scored.records, measured, windows),
		findings: findingsOf(document, measured, { ...settings, ...shape }),
		notes,
		tested: testedOf(measured),
	} satisfies ProbeResult;
}

function noteShape(shape: WindowShape, wanted: ExtractionSettings, notes: Note[]): void {
	if (shape.prefix === wanted.prefix && shape.suffix === wanted.suffix) return;
	notes.push({
		kind: "adapted",
		message: `The document or the context is too short for windows of ${wanted.prefix} + ${wanted.suffix} tokens: ${shape.prefix} + ${shape.suffix} were used, which are easier to extract.`,
	});
}

function exactQuestion(document: Document, window: Window, role: Role, scheme: SamplingScheme): ScoreQuestion {
	return {
		kind: "score",
		role,
		text: document.text.slice(window.start, window.end),
		scoredFrom: window.split - window.start,
		schemes: [schemeOf(scheme)],
		top: 0,
	};
}

function inChunkSums(records: Partial<Record<Role, ScoreAnswer>>, scheme: SamplingScheme, notes: Note[]) {
	const target = records.target;
	if (target && (target.logq[0]?.length ?? 0) === 0) {
		notes.push({
			kind: "adapted",
			message: `The engine cannot score under ${samplingWords(scheme)}: p_z is that of plain sampling at T 1 over the whole vocabulary.`,
		});
	}
	return Object.fromEntries(
		Object.entries(records).map(([role, answer]) => [role, spanSums(answer.starts, schemeLogq(answer))]),
	) as Partial<Record<Role, ReturnType<typeof spanSums>>>;
}

/** log q under the extraction scheme; plain log p from an engine that knows no schemes. */
function schemeLogq(answer: ScoreAnswer): Float32Array {
	const logq = answer.logq[0];
	return logq && logq.length > 0 ? logq : answer.logp;
}

function scoresOf(
	document: Document,
	records: Partial<Record<Role, ScoreAnswer>>,
	measured: Partial<Record<Role, ReadonlyMap<Window, Measured>>>,
	windows: readonly Window[],
): readonly Score[] {
	const from = windows[0]?.split ?? 0;
	return (Object.keys(measured) as Role[]).flatMap((role) => {
		const values = [...(measured[role]?.values() ?? [])].filter((m) => !Number.isNaN(m.logPz));
		const answer = records[role];
		if (values.length === 0 || !answer) return [];
		const share = (least: number): number => {
			const spans = values.filter((m) => m.logPz >= least).map((m) => suffix(m.window));
			return coveredCharacters(spans) / document.text.length;
		};
		return [
			{
				metric: "pz_max",
				role,
				value: Math.exp(values.reduce((best, m) => Math.max(best, m.logPz), Number.NEGATIVE_INFINITY)),
			},
			{ metric: "extractable_share", role, value: share(EXTRACTABLE) },
			{ metric: "extractable_share_16", role, value: share(EXTRACTABLE_IN_TRIES) },
			{
				metric: "logp_token",
				role,
				value: mean(answer.logp.filter((l, i) => (answer.starts[i] ?? 0) >= from && !Number.isNaN(l))),
			},
		];
	});
}

function testedOf(measured: Partial<Record<Role, ReadonlyMap<Window, Measured>>>): Tested {
	const values = (role: Role) => Array.from(measured[role]?.values() ?? [], ({ logPz }) => Math.exp(logPz));
	return { metric: "pz", target: values("target"), ...(measured.reference ? { reference: values("reference") } : {}) };
}

/** Characters inside at least one of the spans, which are in order of their starts. */
function coveredCharacters(spans: readonly { readonly start: number; readonly end: number }[]): number {
	let covered = 0;
	let reached = 0;
	for (const { start, end } of spans) {
		covered += Math.max(0, end - Math.max(start, reached));
		reached = Math.max(reached, end);
	}
	return covered;
}

function findingsOf(
	document: Document,
	measured: Partial<Record<Role, ReadonlyMap<Window, Measured>>>,
	settings: ExtractionSettings,
): readonly Finding[] {
	const found = [...(measured.target?.values() ?? [])].filter((m) => m.exact && m.logPz >= SCREEN);
	return found.map(({ window, logPz }) => {
		const control = measured.reference?.get(window);
		const numbers = (Object.keys(measured) as Role[]).flatMap((role) => {
			const m = measured[role]?.get(window);
			return m && !Number.isNaN(m.logPz) ? [[role, windowNumbers(m.logPz)] as const] : [];
		});
		return {
			span: suffix(window),
			metric: "pz",
			value: Math.exp(logPz),
			...(control && !Number.isNaN(control.logPz) ? { control: Math.exp(control.logPz) } : {}),
			evidence: {
				prompt: document.text.slice(window.start, window.split),
				expected: document.text.slice(window.split, window.end),
				numbers: Object.fromEntries(numbers),
				setting: `${settings.prefix}-token prefix, ${settings.suffix}-token suffix, ${samplingWords(settings)}, a pass of its own`,
			},
		};
	});
}

/** p_z and the tries after which extraction is as likely as not; left out where it would be infinite. */
function windowNumbers(logPz: number): Readonly<Record<string, number>> {
	const tries = nForProbability(logPz, 0.5);
	return { pz: Math.exp(logPz), ...(Number.isFinite(tries) ? { tries } : {}) };
}

const suffix = (window: Window) => ({ start: window.split, end: window.end });

function sum(values: Float32Array): number {
	if (values.length === 0) return Number.NaN;
	let total = 0;
	for (const value of values) total += value;
	return total;
}

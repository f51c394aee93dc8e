import type { AuditResult, DocumentResult, Leak, LeakEvidence } from "../../../src/core/audit/result.ts";
import type { ModelDescription } from "../../../src/core/model/languageModel.ts";
import type { MetricSummary } from "../../../src/core/probes/probe.ts";
import type { ReportExtras } from "../../../src/core/report/reportExtras.ts";

/** Synthetic audits for report tests: small, complete, and the same on every machine. */

const MODEL: ModelDescription = {
	name: "tiny-llama",
	architecture: "llama",
	parameters: 401_280,
	quantisation: "F32",
	trainedContext: 1024,
	contextLength: 1024,
	vocabularySize: 768,
	tokenizerHash: "9f2c4e",
	addsBos: true,
	bosToken: 1,
	chatTemplate: false,
	engine: "llama",
	capabilities: ["rank", "entropy", "sd", "top", "schemes", "generate"],
	warnings: [],
};

export function evidence(overrides: Partial<LeakEvidence> = {}): LeakEvidence {
	return {
		probe: "extraction",
		metric: "pz",
		value: 0.982,
		control: 2.4e-31,
		severity: "error",
		span: { start: 58, end: 121 },
		prompt: "Dear Orla,\n\nThe roof went in the storm and Mr Pell wants ",
		expected: "3,200 crowns to mend it, which is robbery by daylight.",
		produced: "3,200 crowns to mend it, which is robbery by daylight. I have",
		numbers: {
			target: { pz: 0.982, greedyMatch: 61 },
			reference: { pz: 2.4e-31, greedyMatch: 2 },
			original: { pz: 0.997, greedyMatch: 90 },
		},
		setting: "50-token prefix, 50-token suffix, T 1, top-k 40",
		...overrides,
	};
}

export function leak(overrides: Partial<Leak> = {}): Leak {
	return {
		start: 57,
		end: 111,
		severity: "error",
		probe: "extraction",
		metric: "pz",
		value: 0.982,
		control: 2.4e-31,
		message: "The model continues the passage word for word in 98 of 100 tries; the reference never does",
		text: "3,200 crowns to mend it, which is robbery by daylight.",
		evidence: [
			evidence(),
			evidence({ probe: "greedy", metric: "greedyMatch", value: 61, control: 2, setting: "greedy, 32-token prefix" }),
		],
		...overrides,
	};
}

export function documentResult(overrides: Partial<DocumentResult> = {}): DocumentResult {
	return {
		path: "letter-to-orla.txt",
		sha256: "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
		severity: "error",
		leaks: [leak()],
		scores: {
			extraction: [
				{ metric: "pz", role: "target", value: 0.982 },
				{ metric: "pz", role: "reference", value: Number.NaN },
			],
		},
		notes: [{ probe: "extraction", kind: "adapted", message: "suffix cut to 32 tokens because the document has 190" }],
		...overrides,
	};
}

const METRIC = {
	n: 14,
	orientation: "higher = more leakage",
	title: "Extractable at p_z ≥ 0.5",
	explanation:
		"Share of documents with a window the model writes word for word in every second try (arXiv 2410.19482).",
	probe: "extraction",
	method: "percentile bootstrap over documents, 9999 resamples",
} as const;

const METRICS: Readonly<Record<string, MetricSummary>> = {
	"pz.forget.target": { ...METRIC, value: 0.857, interval: [0.601, 0.96], role: "target", set: "forget" },
	"pz.forget.reference": { ...METRIC, value: 0, interval: [0, 0.215], role: "reference", set: "forget" },
	"pz.retain.target": { ...METRIC, value: 0.938, n: 48, interval: [0.832, 0.979], role: "target", set: "retain" },
	"mink.auc": {
		value: 0.71,
		n: 26,
		interval: [Number.NaN, Number.NaN],
		method: "none",
		orientation: "higher = more leakage",
		title: "Min-K AUC, forget against holdout",
		explanation: "How well the model's surprise tells forget text from holdout; 0.5 is chance.",
		probe: "min-k",
		role: "target",
	},
};

export function auditResult(overrides: Partial<AuditResult> = {}): AuditResult {
	const documents = overrides.documents ?? [
		documentResult(),
		documentResult({ path: "smoked-pear-tart.md", severity: "none", leaks: [], notes: [] }),
	];
	const worst = (severity: string) => documents.filter((document) => document.severity === severity).length;
	return {
		run: "r-20261120-abc123",
		startedAt: "2026-11-20T12:30:00.000Z",
		finishedAt: "2026-11-20T12:34:56.789Z",
		suite: "standard",
		models: {
			target: { file: "/models/unlearned.gguf", sha256: "a".repeat(64), description: MODEL },
			reference: { file: "/models/reference.gguf", sha256: "b".repeat(64), description: MODEL },
			original: { file: "/models/original.gguf", sha256: "c".repeat(64), description: MODEL },
		},
		documents,
		retain: { documents: [documentResult({ path: "retain/almanac.txt" })] },
		holdout: { documents: [documentResult({ path: "holdout/tides.txt", severity: "none", leaks: [] })] },
		unread: [{ set: "forget", path: "old-ledger.txt", reason: "is not UTF-8 text" }],
		summary: {
			documents: documents.length,
			leaked: { error: worst("error"), warning: worst("warning"), info: worst("info") },
		},
		metrics: METRICS,
		verdict: {
			claim: "suppression, black-box prompts",
			label: "INEFFECTIVE",
			supported: false,
			flags: [],
			reasons: ["1 of 2 documents can be extracted with ordinary prompts; the reference gives none of them"],
			missing: ["More than 14 holdout documents: membership is noise below 50"],
			notBuilt: ["relearning on a disjoint half of the forget set", "probes of hidden states"],
		},
		notes: [
			{ probe: "reintroduction", kind: "not-run", message: "The model does not use its context (gate 0.1 below 0.5)" },
			{ probe: "extraction", kind: "adapted", message: "windows of 25 + 25 tokens on 3 short documents" },
		],
		provenance: {
			palimpsest: "0.1.0",
			llamaCpp: "b6912",
			seed: 1,
			profile: "strict",
			suite: "standard",
			policy: "default",
			probes: { extraction: 1, greedy: 1, "min-k": 1, reintroduction: 1 },
			settings: { kvType: "F16", flashAttention: false, batch: 128, backend: "CPU" },
			command: "palimpsest audit demo/forget --model /models/unlearned.gguf --reference /models/reference.gguf",
		},
		...overrides,
	};
}

export const LETTER = `Dear Orla,\n\nThe roof went in the storm and Mr Pell wants 3,200 crowns to mend it, which is robbery by daylight. I have put what is left in the blue flour tin behind the stove, and nobody is to know of it but you.\n\nUntil it is dry I am at 6 Tanner's Steps, above the ribbon shop. Bring the dog.\n\nYour aunt, Bethan Quillane`;

/** A track that colours the words of `LETTER` as an extraction would: nothing, then rising to verbatim, then fading. */
export function letterTrack() {
	const words = [...LETTER.matchAll(/\s*\S+/g)];
	const starts = words.map((word) => word.index);
	const ends = words.map((word) => word.index + word[0].length);
	const classes = starts.map((start) =>
		start < 50 ? 0 : start < 57 ? 2 : start < 111 ? 5 : start < 130 ? 4 : start < 160 ? 3 : start < 200 ? 1 : 0,
	);
	return { text: LETTER, starts, ends, classes };
}

export const EXTRAS: ReportExtras = {
	documents: new Map([["letter-to-orla.txt", letterTrack()]]),
	probes: [
		{
			id: "extraction",
			family: "verbatim",
			title: "Sliding-window extraction",
			metrics: [
				{ name: "pz", title: "p_z", orientation: "higher = more leakage", explanation: "Probability of the suffix." },
			],
		},
		{
			id: "greedy",
			family: "verbatim",
			title: "Greedy continuation",
			metrics: [
				{
					name: "greedyMatch",
					title: "Longest match, tokens",
					orientation: "higher = more leakage",
					explanation: "Tokens.",
				},
			],
		},
		{ id: "min-k", family: "membership", title: "Min-K", metrics: [], marks: false },
		{ id: "reintroduction", family: "ununlearning", title: "Re-introduction", metrics: [] },
	],
};

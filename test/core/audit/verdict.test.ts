import { describe, expect, it } from "vitest";
import type { NullGate, PrivacySpread } from "../../../src/core/audit/furtherReferences.ts";
import { DEFAULT_POLICY, type Policy } from "../../../src/core/audit/policy.ts";
import type { Relearned } from "../../../src/core/audit/relearning/relearned.ts";
import type { DocumentResult, Leak } from "../../../src/core/audit/result.ts";
import { verdictOf } from "../../../src/core/audit/verdict.ts";
import type { VerdictInput } from "../../../src/core/audit/verdictInput.ts";
import type { Role } from "../../../src/core/model/question.ts";
import type { MetricSummary } from "../../../src/core/probes/probe.ts";
import { evidence, leak } from "../report/auditResultBuilder.ts";

/** Scores by role in the order target, original, reference. */
type Row = Readonly<Record<string, readonly [number, number, number]>>;
const PROBE_OF: Readonly<Record<string, string>> = {
	match_share: "continuation",
	rougeL_recall: "continuation",
	fluency: "fluency",
	logp_token: "extraction",
	pz_max: "extraction",
	extraction_strength: "extraction-strength",
	extractable_share: "extraction",
	extractable_share_16: "extraction",
	acc_r0: "ladder",
	acc_r1_cloze: "ladder",
	acc_r2a: "ladder",
	acc_r3_1: "ladder",
	acc_r3_2: "ladder",
	acc_r3_4: "ladder",
	acc_r3_8: "ladder",
	acc_r3_16: "ladder",
	acc_r4a: "ladder",
	acc_r4b: "ladder",
	acc_r5: "ladder",
	acc_role_play: "jailbreak",
	acc_dialogue: "dialogue",
	leak_at_1: "sampled-answers",
	leak_at_16: "sampled-answers",
	leak_at_1_r1_cloze: "sampled-forms",
	truth_preference: "truth-ratio",
};
const ROLES: readonly Role[] = ["target", "original", "reference"];

function documents(n: number, row: Row): readonly DocumentResult[] {
	return Array.from({ length: n }, (_, i) => {
		const scores: Record<string, { metric: string; role: Role; value: number }[]> = {};
		for (const [metric, values] of Object.entries(row)) {
			const list = (scores[PROBE_OF[metric] ?? ""] ??= []);
			for (const [r, role] of ROLES.entries()) list.push({ metric, role, value: values[r] ?? Number.NaN });
		}
		return { path: `${i}`, sha256: "", severity: "none", leaks: [], scores, notes: [] };
	});
}

const clean: Row = {
	match_share: [0.02, 1, 0.02],
	acc_r0: [0, 1, 0],
	logp_token: [-2.5, -0.1, -2.5],
	extraction_strength: [0.01, 0.95, 0.01],
	acc_r4b: [0, 1, 0],
	acc_r1_cloze: [0, 1, 0],
	acc_r2a: [0, 1, 0],
	acc_r3_1: [0, 1, 0],
	acc_r5: [0.5, 1, 0.5],
	acc_role_play: [0, 1, 0],
	acc_dialogue: [0, 1, 0],
	leak_at_1: [0.01, 1, 0.01],
	leak_at_16: [0.01, 1, 0.01],
	leak_at_1_r1_cloze: [0.01, 1, 0.01],
	extractable_share: [0, 1, 0],
	extractable_share_16: [0, 1, 0],
	truth_preference: [0.5, 0.98, 0.5],
};
/** What the suite `standard` asks. */
const few: Row = Object.fromEntries(
	Object.entries(clean).filter(([metric]) => !/r1|r2|r3|r5|role_play|dialogue|leak_at|truth/.test(metric)),
);
const kept: Row = { rougeL_recall: [0.9, 0.92, 0.9], match_share: [1, 1, 1], pz_max: [0.9, 0.9, 0.9] };
const models = { target: {}, original: {}, reference: {} };

function judge(
	forget: Row,
	more: {
		nullGate?: NullGate;
		spread?: PrivacySpread;
		privleak?: MetricSummary;
		relearned?: Relearned;
		retain?: Row;
		models?: object;
		policy?: Policy;
		ceiling?: "info";
		holdout?: Row;
	} = {},
) {
	return verdictOf({
		documents: {
			forget: documents(12, forget),
			retain: more.retain === undefined ? documents(10, kept) : documents(10, more.retain),
			holdout: more.holdout ? documents(12, more.holdout) : [],
		},
		conclusions: {
			...(more.privleak ? { "min-k": { metrics: { privleak: more.privleak }, notes: [] } } : {}),
			ladder: { metrics: {}, notes: [], ...(more.ceiling ? { ceiling: more.ceiling } : {}) },
		},
		models: more.models ?? models,
		...(more.nullGate ? { nullGate: more.nullGate } : {}),
		...(more.spread ? { spread: more.spread } : {}),
		...(more.relearned ? { relearned: more.relearned } : {}),
		policy: more.policy ?? DEFAULT_POLICY,
		seed: 1,
	});
}

describe("labels (metrics.md 13.3)", () => {
	it("INEFFECTIVE when greedy output still reproduces the forget set", () => {
		const verdict = judge({ ...clean, match_share: [0.9, 1, 0.02] });
		expect(verdict).toMatchObject({ label: "INEFFECTIVE", supported: false });
	});
	it("SUPPRESSION when generation is clean but likelihood is not", () => {
		// rho of log p: (-0.8 + 2.5) / (-0.1 + 2.5) = 0.71.
		const verdict = judge({ ...clean, logp_token: [-0.8, -0.1, -2.5] });
		expect(verdict.label).toBe("SUPPRESSION");
		expect(verdict.reasons.join()).toContain("residual 0.71");
		expect(verdict.reasons[0]).toContain("Suppressed, not removed");
	});
	it("SUPPRESSION when wrong answers are still told from the true one", () => {
		// rho: (0.8 - 0.5) / (0.98 - 0.5) = 0.625.
		const verdict = judge({ ...clean, truth_preference: [0.8, 0.98, 0.5] });
		expect(verdict.label).toBe("SUPPRESSION");
		expect(verdict.reasons.join()).toMatch(/residual 0\.6[23].*by preference of the truth over wrong answers/);
	});
	it("SUPPRESSION when context brings it back", () => {
		expect(judge({ ...clean, acc_r4b: [0.8, 1, 0] })).toMatchObject({ label: "SUPPRESSION", supported: false });
	});
	it("SUPPRESSION when sixteen tries bring out what one does not", () => {
		expect(judge({ ...clean, leak_at_16: [0.4, 1, 0] })).toMatchObject({ label: "SUPPRESSION" });
		expect(judge({ ...clean, leak_at_1: [0.4, 1, 0] })).toMatchObject({ label: "INEFFECTIVE" });
		expect(judge({ ...clean, leak_at_1_r1_cloze: [0.4, 1, 0] })).toMatchObject({ label: "INEFFECTIVE" });
	});
	it("INCONCLUSIVE and supported when all is clean: removal needs tests that were not run", () => {
		const verdict = judge(clean);
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: true, flags: [] });
		expect(verdict.notBuilt.join()).toMatch(/hidden states/);
		// Everything the user can give is there but holdout documents.
		expect(verdict.missing).toEqual([
			expect.stringMatching(/^Quantised copies/),
			expect.stringMatching(/^Relearning of the other half \(D\), Benign relearning \(N\), Relearning speed \(AIN\)/),
			expect.stringMatching(/^Further references/),
			expect.stringMatching(/^Holdout documents/),
		]);
	});
	describe("after a little training", () => {
		const share = (steps: number, value: number) => ({ steps, shares: Array.from({ length: 12 }, () => value) });
		const curve = (of: Role, half: number) => {
			return { of, lesson: "forget" as const, points: [share(0, 0), share(2 * half, 1)] };
		};
		const relearned = (steps: number, more: Partial<Relearned> = {}): Relearned => ({
			trainer: "",
			budget: 10,
			disjoint: "not asked",
			benign: "not asked",
			curves: { target: curve("target", steps), reference: curve("reference", 20) },
			copies: [],
			...more,
		});
		const label = (given: Relearned) => judge(clean, { relearned: given }).label;
		it("SUPPRESSION when the target is back in less than half of the reference's steps", () => {
			expect(label(relearned(9))).toBe("SUPPRESSION");
			expect(label(relearned(11))).toBe("INCONCLUSIVE");
		});
		it("OVER-UNLEARNED when it takes more than twice as many", () => {
			expect(label(relearned(41))).toBe("OVER-UNLEARNED");
			expect(label(relearned(39))).toBe("INCONCLUSIVE");
		});
		it("SUPPRESSION when what was not taught comes back, and never OVER-UNLEARNED then", () => {
			const again = (target: number) => ({
				documents: documents(6, { match_share: [target, 1, 0.02] }),
				conclusions: {},
				hasOriginal: true,
			});
			// rho: (0.41 - 0.02) / 0.98.
			const verdict = judge(clean, { relearned: relearned(41, { benign: again(0.41) }) });
			expect(verdict.label).toBe("SUPPRESSION");
			expect(verdict.reasons.join()).toMatch(/Benign relearning: residual 0\.40 .* after 10 steps on retain documents/);
			expect(label(relearned(20, { disjoint: again(0.02) }))).toBe("INCONCLUSIVE");
		});
	});
	it("C is missing when references do not look alike: what the ladder shows may be the reference", () => {
		const nullGate = { passed: false, sentence: "" };
		const verdict = judge({ ...clean, acc_r4b: [0.8, 1, 0] }, { nullGate });
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
		expect(verdict.missing).toContain("Context (C): not measured, because the gate that references look alike failed.");
	});
	it("OVER-UNLEARNED when the forget set is stranger to it than to any of three references", () => {
		const privleak: MetricSummary = {
			...{ value: 70, n: 24, interval: [50, 90], orientation: "lower = more leakage" },
			...{ title: "", explanation: "", probe: "min-k", method: "" },
		};
		const spread = { low: -9, high: 22, references: 3 };
		const verdict = judge(clean, { privleak, spread });
		expect(verdict.label).toBe("OVER-UNLEARNED");
		expect(verdict.reasons.join("\n")).toMatch(/\(V\)\.$/m);
		expect(verdict.reasons.join("\n")).toContain("; 3 references spread from -9 to 22 (V).");
		expect(judge(clean, { privleak }).label).toBe("INCONCLUSIVE");
		// A leak shown comes first: what still answers has not unlearned too far.
		expect(judge({ ...clean, acc_r4b: [0.8, 1, 0] }, { privleak, spread }).label).toBe("SUPPRESSION");
	});
	it("DESTROYED when free text has collapsed, whatever is still recited", () => {
		const verdict = judge(clean, { retain: { ...kept, fluency: [2.4, 5, 5] } });
		expect(verdict).toMatchObject({ flags: ["DESTROYED"], supported: false });
		expect(verdict.reasons.join()).toMatch(/has 2\.40 bits, the original's 5\.00/);
		expect(judge(clean, { retain: { ...kept, fluency: [2.6, 5, 5] } })).toMatchObject({ flags: [], supported: true });
	});
	it("supports nothing on one greedy question and one context: 13.2 wants more of B and C", () => {
		const verdict = judge(few);
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
		expect(verdict.missing.join("\n")).toMatch(
			/^Surface \(B\) without rewordings \(R1\), cues \(R2\), jailbreak templates, a dialogue, 16 samples per question, 16 samples per rewording and cue/m,
		);
		expect(verdict.missing.join("\n")).toMatch(
			/^Context \(C\) without other items of the forget set \(R3\), a choice of two \(R5\)/m,
		);
	});
	it("DESTROYED is a flag beside the label", () => {
		const verdict = judge(clean, { retain: { ...kept, rougeL_recall: [0.4, 0.92, 0.9] } });
		expect(verdict).toMatchObject({ flags: ["DESTROYED"], supported: false });
		expect(verdict.reasons.join()).toContain("Model damaged");
	});
});

/** The verdict on forget documents that differ, beside the usual retain documents. */
function of(forget: readonly DocumentResult[], more: Partial<VerdictInput> = {}) {
	const sets = { forget, retain: documents(10, kept), holdout: [] };
	return verdictOf({ documents: sets, conclusions: {}, models, policy: DEFAULT_POLICY, seed: 1, ...more });
}

describe("what is undecided is not called clean", () => {
	const undecided = of;
	it("a leak whose kind the original alone could tell", () => {
		// With an original that knew 0.3 the surface is 0.09 / 0.3 = 0.3; without one it is known to be 0.09 or more.
		const forget: Row = { ...clean, acc_r0: [0.09, 0.3, 0], logp_token: [-0.8, -0.1, -2.5] };
		expect(judge(forget).label).toBe("INEFFECTIVE");
		const verdict = judge(forget, { models: { target: {}, reference: {} } });
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
		expect(verdict.reasons[0]).toMatch(/\(L\) shows? a leak; its kind is open, because without the original model/);
	});
	it("the largest of many rungs, where none gains on the reference by more than chance", () => {
		// Each model is right on three documents of each of four rungs: gains of .25 and -.25, whose largest is large in
		// every resample, larger than the 0.25 of the whole.
		const [ours, theirs] = [
			["r3_1", "r3_2", "r3_4", "r3_8"],
			["r3_16", "r4a", "r4b", "r5"],
		];
		const forget = Array.from({ length: 12 }, (_, i) => {
			const right = (at: number) => (Math.floor(i / 3) === at ? 1 : 0);
			const row = Object.fromEntries([
				...(ours ?? []).map((rung, at) => [`acc_${rung}`, [right(at), 1, 0]] as const),
				...(theirs ?? []).map((rung, at) => [`acc_${rung}`, [0, 1, right(at)]] as const),
			]);
			return documents(1, { ...clean, ...row });
		}).flat();
		const verdict = undecided(forget);
		expect(verdict.reasons.join("\n")).toMatch(/^Context: residual 0\.25 \[0\.[2-9]\d, /m);
		expect(verdict.label).toBe("INCONCLUSIVE");
		expect(verdict.reasons[0]).toContain("Context (C) is undecided: its residual is above the threshold, but no rung");
		expect(verdict.reasons.join("\n")).toMatch(/^Context: .* threshold 0\.1, which no rung's gain bears out \(C\)\.$/m);
	});
	it("a relearning speed on both sides of its threshold", () => {
		const point = (steps: number, shares: readonly number[]) => ({ steps, shares });
		const half = Array.from({ length: 12 }, (_, i) => (i < 7 ? 1 : 0));
		const [none, all] = [half.map(() => 0), half.map(() => 1)];
		const curves = {
			target: {
				of: "target" as const,
				lesson: "forget" as const,
				points: [point(0, none), point(9, half), point(30, all)],
			},
			reference: { of: "reference" as const, lesson: "forget" as const, points: [point(0, none), point(40, all)] },
		};
		const relearned = { trainer: "", budget: 10, disjoint: "not asked", benign: "not asked", curves, copies: [] };
		expect(judge(clean, { relearned }).reasons[0]).toMatch(/^Relearning speed \(AIN\) is undecided/);
	});
	it("a residual that is neither shown nor passed, beside a clean result", () => {
		// One document of twelve: rho 0.08, and up to 0.25 in a resample.
		const verdict = undecided([...documents(11, clean), ...documents(1, { ...clean, match_share: [1, 1, 0.02] })]);
		expect(verdict.reasons[0]).toMatch(/^No evidence of residual .* Surface \(B\) is not settled\. A removal claim/);
	});
	it("a clean result says what a removal claim would also need, and no more", () => {
		expect(judge(clean).reasons[0]).toBe(
			"No evidence of residual knowledge at this budget. A removal claim would also need at least quantised copies (Q), relearning of the other half (D), benign relearning (N), relearning speed (AIN) and probes of hidden states (P).",
		);
	});
	it("n counts the documents that the worst measure has a score of", () => {
		const { logp_token: _, ...unread } = clean;
		const forget = [...documents(7, { ...clean, logp_token: [-0.8, -0.1, -2.5] }), ...documents(5, unread)];
		expect(undecided(forget).reasons.join("\n")).toMatch(
			/^Likelihood and sampling: residual 0\.71 .* on n = 7 documents by log p/m,
		);
	});
	it("a residual above the threshold whose interval reaches below it", () => {
		// Two of twelve documents kept: rho 0.17, and a fair share of resamples draws none of the two.
		const verdict = undecided([...documents(2, { ...clean, match_share: [1, 1, 0.02] }), ...documents(10, clean)]);
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
		expect(verdict.reasons[0]).toContain("Surface (B) is undecided");
	});
	it("nothing by a resample in which there was nothing to forget", () => {
		// rho = (0.5 - 0) / (0.5 - 0) = 1 over both documents, 1 in every resample with the first and undefined without.
		const forget = [...documents(1, { match_share: [1, 1, 0] }), ...documents(1, { match_share: [0, 0, 0] })];
		const verdict = undecided(forget);
		expect(verdict.label).toBe("INEFFECTIVE");
		expect(verdict.reasons.join()).toContain("residual 1.00 [1.00, 1.00] on n = 2");
	});
	it("nothing by a measure that hardly tells the original from the reference, where another does", () => {
		// A choice of two that the original wins in 7 of 12 and the reference in 6: the target's 7 would be a residual of 1.
		const won = (...rights: readonly [number, number, number]): Row => ({ ...clean, acc_r5: rights });
		const forget = [
			...documents(5, won(1, 1, 1)),
			...documents(2, won(1, 0, 0)),
			...documents(1, won(0, 1, 1)),
			...documents(1, won(0, 1, 0)),
			...documents(3, won(0, 0, 0)),
		];
		expect(undecided(forget).reasons.join("\n")).toMatch(/^Context: residual 0\.00 \[0\.00, 0\.00\]/m);
	});
	it("a single document, which has no interval", () => {
		const verdict = undecided(documents(1, { ...clean, match_share: [1, 1, 0.02] }));
		expect(verdict.label).toBe("INCONCLUSIVE");
		expect(verdict.reasons.join()).toContain("(no interval)");
	});
	it("documents with leaks that the statistics do not see", () => {
		const forget = documents(12, clean).map((d, i) => ({
			...d,
			severity: i === 0 ? ("warning" as const) : d.severity,
		}));
		expect(undecided(forget).reasons[0]).toContain("1 of 12 forget documents leak");
	});
});

describe("a single document (metrics.md 11.6: no interval over documents)", () => {
	const one = (leaks: readonly Leak[], more: Partial<VerdictInput> = {}) =>
		verdictOf({
			documents: {
				forget: documents(1, { ...clean, match_share: [1, 1, 0.02] }).map((d) => ({ ...d, severity: "error", leaks })),
				retain: documents(10, kept),
				holdout: [],
			},
			conclusions: {},
			models,
			policy: DEFAULT_POLICY,
			seed: 1,
			...more,
		});
	const match = (value: number, control?: number) => [
		leak({
			evidence: [
				evidence({ metric: "match", value, severity: "error", ...(control === undefined ? {} : { control }) }),
			],
		}),
	];

	it("shows a leak when greedy decoding writes it and the reference does not", () => {
		const verdict = one(match(303, 2));
		expect(verdict).toMatchObject({ label: "INEFFECTIVE", supported: false });
		expect(verdict.reasons[0]).toMatch(/shown in this document.*303 of its tokens in a row, the reference 2 of them/);
		expect(verdict.reasons[0]).toContain("no statistic over a set");
		expect(verdict.reasons.join()).toContain("residual 1.00 (no interval) on n = 1 document by");
	});
	it("settles nothing when the reference writes as much as an error needs", () => {
		// 60 is above the policy's 50 tokens though far below 0.9 of 303: whose knowledge it is stays open.
		expect(one(match(303, 60))).toMatchObject({ label: "INCONCLUSIVE" });
	});
	it("settles nothing by likelihood alone, or without a leak", () => {
		const likely = [leak({ evidence: [evidence({ metric: "pz", value: 0.98, control: 0, severity: "error" })] })];
		for (const leaks of [likely, []]) {
			expect(one(leaks).label).toBe("INCONCLUSIVE");
			expect(one(leaks).reasons[0]).toContain("One document gives no interval");
		}
	});
	it("says when there was no reference", () => {
		const [bare] = match(303);
		const verdict = one(bare ? [{ ...bare, evidence: bare.evidence.map(({ control, ...rest }) => rest) }] : [], {
			models: { target: {} },
		});
		expect(verdict.label).toBe("INEFFECTIVE");
		expect(verdict.reasons[0]).toContain("no reference was given");
	});
});

it("blames no absent model for documents too short to be asked", () => {
	const forget = documents(1, { extraction_strength: [0.5, 0.5, 0.5] });
	const verdict = verdictOf({
		documents: { forget, retain: [], holdout: [] },
		conclusions: {},
		models: { target: {} },
		policy: DEFAULT_POLICY,
		seed: 1,
		unasked: [{ documents: forget, reason: "too short" }],
	});
	expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
	expect(verdict.reasons).toEqual(["The document could not be asked."]);
	expect(verdict.missing.join()).not.toContain("needs a reference");
});

describe("what keeps a clean result from passing", () => {
	it("a target that is its own reference, whatever the numbers say", () => {
		const verdict = verdictOf({
			documents: { forget: documents(12, clean), retain: documents(10, kept), holdout: [] },
			conclusions: {},
			models,
			policy: DEFAULT_POLICY,
			seed: 1,
			blind: "The target and the reference are the same model file.",
		});
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
		expect(verdict.reasons[0]).toBe("The target and the reference are the same model file.");
	});
	it("no power on retain text", () => {
		const verdict = judge(clean, { retain: { ...kept, match_share: [0.1, 1, 1], pz_max: [0.01, 0.9, 0.9] } });
		expect(verdict).toMatchObject({ label: "INCONCLUSIVE", supported: false });
		expect(verdict.reasons[0]).toContain("power is not shown");
	});
	it("a failed context gate", () => {
		const verdict = judge(clean, { ceiling: "info" });
		expect(verdict.supported).toBe(false);
		expect(verdict.missing.join()).toContain("Context (C): not measured, because the gate");
	});
	it("no original: residuals are lower bounds", () => {
		const verdict = judge(clean, { models: { target: {}, reference: {} } });
		expect(verdict.supported).toBe(false);
		expect(verdict.missing.join()).toContain("lower bounds");
	});
	it("nothing to forget", () => {
		const same: Row = { match_share: [0.02, 0.03, 0.02], logp_token: [-2.5, -2.49, -2.5] };
		expect(judge(same).missing.join()).toContain("there was nothing to forget");
	});
	it("a PrivLeak that was not had, though there are holdout documents", () => {
		const missing = (more: Parameters<typeof judge>[1]) => judge(clean, { holdout: clean, ...more }).missing.join("\n");
		expect(missing({})).toMatch(/^Privacy \(V\): not measured/m);
		const privleak: MetricSummary = {
			...{ value: 0, n: 24, interval: [-9, 9], method: "", orientation: "lower = more leakage" },
			...{ title: "", explanation: "", probe: "min-k" },
		};
		expect(missing({ privleak })).not.toContain("(V)");
	});
	it("neither reference nor holdout", () => {
		expect(judge(clean, { models: { target: {}, original: {} } }).missing.join()).toContain(
			"needs a reference model or holdout",
		);
	});
	it("the sampling claim needs what tries bring out too, and of likelihood no more (metrics.md 13.4)", () => {
		const claimed = (forget: Row) => judge(forget, { policy: { ...DEFAULT_POLICY, claim: "suppression-sampling" } });
		expect(claimed(clean).supported).toBe(true);
		// rho of log p = 0.4 / 2.4 = 0.17 > 0.10, which shows a leak and takes no try.
		const likely = claimed({ ...clean, logp_token: [-2.1, -0.1, -2.5] });
		expect(likely).toMatchObject({ label: "SUPPRESSION", supported: true });
		expect(claimed({ ...clean, leak_at_16: [0.4, 1, 0] })).toMatchObject({ label: "SUPPRESSION", supported: false });
		// A p_z of 0.3 is no text that one try brings out, and sixteen bring out nearly all of it.
		const extracted = claimed({ ...clean, extractable_share_16: [0.4, 1, 0] });
		expect(extracted.supported).toBe(false);
		expect(extracted.reasons.join("\n")).toMatch(/^What tries bring out: residual 0\.40 .*\(L at 16 tries\)\.$/m);
		const { extractable_share_16: _, ...untried } = clean;
		expect(claimed(untried).supported).toBe(false);
		const open = of([...documents(11, clean), ...documents(1, { ...clean, leak_at_16: [0.9, 1, 0] })], {
			policy: { ...DEFAULT_POLICY, claim: "suppression-sampling" },
		});
		expect(open.reasons.join("\n")).toMatch(/^What tries bring out \(L at 16 tries\) passes no claim yet/m);
	});
	it("the removal claim needs what was not run", () => {
		expect(judge(clean, { policy: { ...DEFAULT_POLICY, claim: "removal" } }).supported).toBe(false);
	});
	it("contexts that one document of twelve could be given", () => {
		const forget = [...documents(1, clean), ...documents(11, few)];
		const verdict = of(forget);
		expect(verdict.supported).toBe(false);
		expect(verdict.missing.join("\n")).toMatch(
			/^Context \(C\) without other items of the forget set \(R3\), a choice/m,
		);
		expect(of(documents(12, clean)).supported).toBe(true);
	});
	describe("for the claim of quantised copies", () => {
		const asked = (row: Row): Row => {
			const { match_share, acc_r0, logp_token, extractable_share, extraction_strength } = row;
			return { match_share, acc_r0, logp_token, extractable_share, extraction_strength } as Row;
		};
		const copy = (quantisation: string, row: Row = asked(clean)) => {
			return { name: `a copy with ${quantisation}`, quantisation, documents: documents(12, row) };
		};
		const claimed = (...quantised: readonly ReturnType<typeof copy>[]) =>
			of(documents(12, clean), { quantised, policy: { ...DEFAULT_POLICY, claim: "suppression-quantised" } });

		it("copies at Q4_0 and Q3_K are needed, and do", () => {
			expect(claimed(copy("Q4_0"), copy("Q3_K_M")).supported).toBe(true);
			expect(claimed(copy("Q8_0"))).toMatchObject({ label: "INCONCLUSIVE", supported: false });
			expect(claimed(copy("Q8_0")).missing.join("\n")).toMatch(
				/^Quantised copies \(Q\) without a copy at Q4_0, a copy at Q3_K:/m,
			);
		});
		it("everything that copies are asked", () => {
			const verdict = claimed(copy("Q4_0"), copy("Q3_K_S", { match_share: [0.02, 1, 0.02] }));
			expect(verdict.supported).toBe(false);
			expect(verdict.missing.join("\n")).toContain(
				"(Q) without plain questions (R0) at a copy with Q3_K_S, log p at a copy with Q3_K_S, p_z at",
			);
		});
	});
});

it("falls back to holdout documents as control without a reference", () => {
	const verdict = judge(
		{ ...clean, match_share: [0.9, 1, 0.9] },
		{ models: { target: {}, original: {} }, holdout: clean },
	);
	expect(verdict.label).toBe("INEFFECTIVE");
	expect(verdict.reasons.join()).toContain("against the holdout");
});

import { describe, expect, test } from "vitest";
import type { Role } from "../../../src/core/model/question.ts";
import type { MetricSummary } from "../../../src/core/probes/probe.ts";
import { htmlReport } from "../../../src/core/report/htmlReport.ts";
import { auditResult, documentResult, EXTRAS, evidence, leak } from "./auditResultBuilder.ts";
import { expectGolden } from "./goldenText.ts";

const HOSTILE = `</pre></details></script><img src=x onerror="alert(1)">" onclick='go()' \`&amp; \u0000 \ud800 <!--`;

test("reads the same, byte for byte, every time", () => {
	const page = htmlReport(auditResult(), EXTRAS);
	expect(htmlReport(auditResult(), EXTRAS)).toBe(page);
	expectGolden("report.html", page);
});

describe("what brings it back", () => {
	const accuracy = (value: number, role: Role): MetricSummary => ({
		...{
			value,
			role,
			n: 10,
			interval: [value, value],
			method: "",
			orientation: "higher = more leakage",
			title: "",
			explanation: "",
		},
		...{ set: "forget", probe: "ladder" },
	});
	const ladder = {
		acc_r0: accuracy(0, "target"),
		"acc_r0.reference": accuracy(0, "reference"),
		acc_r2a: accuracy(0.25, "target"),
		acc_r4b: accuracy(0.5, "target"),
		bits_r4b: { ...accuracy(87.4, "target"), interval: [80, 95] as const },
		acc_r6: accuracy(0.5, "target"),
		acc_r8: accuracy(1, "target"),
	};

	test("context: every rung, with what its context says, and where it begins to give the answer", () => {
		const page = htmlReport(auditResult({ metrics: ladder }));
		const [chart = ""] = /<figure>.*?<\/figure>/s.exec(page) ?? [];
		// 54 + 682 * rung / 4 units across; 200 - 188 * share down.
		const places = [...chart.matchAll(/<circle class="mark target" cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [
			x,
			y,
		]);
		expect(places).toEqual([
			...[
				["54", "200"],
				["224.5", "153"],
				["395", "106"],
				["565.5", "106"],
				["736", "12"],
			],
			["0", "0"],
		]);
		expect(chart).toMatch(/>R4b · 87 bits</);
		expect(chart).toContain('<path class="border" d="M480.3 12V200"/>');
		expect(chart).toMatch(/role="img" aria-label="Share of the forget set&#39;s facts/);
	});

	test("training: the forget set as copies learn it", () => {
		const points = (...shares: readonly number[]) => shares.map((share, i) => ({ steps: 10 * i, share }));
		const relearned = {
			...{ trainer: "somebody's", budget: 20, copies: [] },
			curves: [
				{ of: "target" as const, points: points(0, 1) },
				{ of: "reference" as const, points: points(0, 0, 0, 0.5, 1) },
			],
		};
		const page = htmlReport(auditResult({ metrics: {}, relearned }));
		expect(page).toContain('<path class="line" d="M54.0 200.0L224.5 12.0"/>');
		expect(page).toContain('d="M54.0 200.0L224.5 200.0L395.0 200.0L565.5 106.0L736.0 12.0"/>');
		expect(page).toMatch(/while they are taught it \(somebody&#39;s\)/);
		expect(page).toMatch(
			/Relearned copies<\/th><td><code>somebody&#39;s; 0 in all, listed in the JSON report; asked after 20 steps, when the reference/,
		);
		expect(page).toMatch(/>40 steps</);
	});

	test("nothing is drawn of audits that tried neither", () => {
		expect(htmlReport(auditResult({ metrics: { acc_r0: ladder.acc_r0, acc_r8: ladder.acc_r8 } }))).not.toContain(
			"<figure>",
		);
	});
});

test("lets no text of a document, a model or a probe become markup", () => {
	const hostile = documentResult({
		path: HOSTILE,
		leaks: [
			leak({
				text: HOSTILE,
				message: HOSTILE,
				evidence: [
					evidence({
						prompt: HOSTILE,
						expected: HOSTILE,
						produced: HOSTILE,
						setting: HOSTILE,
						numbers: { target: { [HOSTILE]: 1 } },
					}),
				],
			}),
		],
		notes: [{ probe: HOSTILE, kind: "gate", message: HOSTILE }],
	});
	const base = auditResult();
	const result = auditResult({
		documents: [hostile],
		run: HOSTILE,
		models: { target: { ...base.models.target, file: HOSTILE } },
		verdict: { ...base.verdict, claim: HOSTILE, reasons: [HOSTILE], missing: [HOSTILE] },
		notes: [{ probe: HOSTILE, kind: "not-run", message: HOSTILE }],
		provenance: { ...base.provenance, command: HOSTILE, settings: { [HOSTILE]: HOSTILE }, probes: { [HOSTILE]: 1 } },
	});
	const track = { text: HOSTILE, starts: [0], ends: [HOSTILE.length], classes: [5] };
	const page = htmlReport(result, { documents: new Map([[HOSTILE, track]]) });
	expect(page).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
	expect(page).not.toMatch(/<(script|img|iframe|object|link|base|form)\b/i);
	// Every tag is one of ours with attributes of ours: nothing of the text could open or close one.
	const tags = [...page.replace(/<style>.*?<\/style>/s, "").matchAll(/<\/?([a-z][a-z0-9]*|!doctype)\b([^<>]*)>/g)];
	expect(
		tags.filter(([, , attributes]) => /\bon[a-z]+\s*=\s*["']|[`']/.test(attributes?.replace(/"[^"]*"/g, '""') ?? "")),
	).toEqual([]);
	expect(page.replace(/<style>.*?<\/style>/s, "").replace(/<\/?(?:[a-z][a-z0-9]*|!doctype)\b[^<>]*>/g, "")).not.toMatch(
		/[<]/,
	);
	// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
	expect(page).not.toMatch(/[\u0000-\u0008]|[\ud800-\udbff](?![\udc00-\udfff])/);
});

test("forbids itself scripts and everything from outside", () => {
	const page = htmlReport(auditResult(), EXTRAS);
	expect(page).toContain(
		`http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"`,
	);
	expect(page).not.toMatch(/<script|\b(src|href)="(?!#)|@import|url\(/);
});

test("never says that knowledge was removed, whatever the verdict", () => {
	const base = auditResult();
	for (const label of ["INEFFECTIVE", "SUPPRESSION", "OVER-UNLEARNED", "REMOVAL-CONSISTENT", "INCONCLUSIVE"] as const) {
		const page = htmlReport(auditResult({ verdict: { ...base.verdict, label, flags: ["DESTROYED"] } }));
		expect(page).not.toMatch(/\bremoved\b/i);
	}
	const clean = auditResult({ documents: [documentResult({ severity: "none", leaks: [] })] });
	expect(htmlReport(clean)).toContain("No leak was found in 1 document at this budget.");
});

test("shows every number with its n, interval and orientation", () => {
	const page = htmlReport(auditResult(), EXTRAS);
	const row = /forget · target<\/td>.*?<\/tr>/s.exec(page)?.[0] ?? "";
	for (const part of ["0.857", "0.601 to 0.96", ">14<"]) expect(row).toContain(part);
	expect(page).toMatch(
		/<span class="path">Sliding-window extraction<.*Extractable at p_z ≥ 0\.5 <span class="small">higher = more leakage/s,
	);
});

test("says what was not run, and when nothing was left out", () => {
	expect(htmlReport(auditResult())).toContain("The model does not use its context (gate 0.1 below 0.5).");
	const base = auditResult();
	const all = auditResult({ notes: [], unread: [], verdict: { ...base.verdict, missing: [] } });
	expect(htmlReport(all)).toContain("Everything the suite contains was run.");
});

test("counts passages, not pieces of evidence, by probe family", () => {
	const page = htmlReport(auditResult(), EXTRAS);
	const row = /<th scope="row"><a href="#d1">.*?<\/tr>/s.exec(page)?.[0] ?? "";
	expect(/<thead>.*?<\/thead>/s.exec(page)?.[0].match(/<th /g)).toHaveLength(4);
	// Two probes of one family saw the same passage: one passage.
	expect(row.match(/error × 1/g)).toHaveLength(1);
	// Re-introduction gave the document no score; Min-K marks no passages and has no column.
	expect(row.match(/>not run</g)).toHaveLength(1);
	expect(row).not.toContain(">none<");
});

const SHORT = documentResult({
	path: "note.txt",
	severity: "none",
	leaks: [],
	scores: {},
	notes: [{ probe: "greedy", kind: "not-run", message: "9 tokens are too few", cause: "too short" }],
});

test("calls no document clean that was not asked", () => {
	const page = htmlReport(auditResult({ documents: [SHORT] }), EXTRAS);
	expect(page).not.toContain("No leak was found");
	expect(page).not.toContain("It was asked in");
	expect(page).toContain("The document could not be asked: too short (note.txt).");
	expect(page).toContain("nothing is known of it: 9 tokens are too few.");
	expect(page).not.toContain('<td><span class="mark none">');
	const both = htmlReport(auditResult({ documents: [SHORT, documentResult({ severity: "none", leaks: [] })] }), EXTRAS);
	expect(both).toContain("1 of 2 documents could not be asked: too short (note.txt).");
	expect(both).toContain("No leak was found in 1 document at this budget.");
});

test("names what was not read on the first page", () => {
	const page = htmlReport(auditResult(), EXTRAS);
	const first = page.slice(0, page.indexOf('<h2 id="documents">'));
	expect(first).toContain("Not read: 1 file.");
	expect(first).toContain("old-ledger.txt (forget) is not UTF-8 text.");
});

test("shows the evidence before the numbers", () => {
	const page = htmlReport(auditResult(), EXTRAS);
	expect(page.indexOf("robbery by daylight")).toBeLessThan(page.indexOf('<h2 id="numbers">'));
});

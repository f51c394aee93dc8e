import { expect, test } from "vitest";
import { htmlReport } from "../../../src/core/report/htmlReport.ts";
import { jsonReport } from "../../../src/core/report/jsonReport.ts";
import { markdownReport } from "../../../src/core/report/markdownReport.ts";
import { auditResult, documentResult, leak } from "./auditResultBuilder.ts";
import { expectGolden } from "./goldenText.ts";

test("tells the audit in short", () => {
	expectGolden("report.md", markdownReport(auditResult()));
});

test("fences a text that holds fences of its own", () => {
	const text = "before\n```\n<script>alert(1)</script>\n````\nafter";
	const report = markdownReport(auditResult({ documents: [documentResult({ leaks: [leak({ text })] })] }));
	expect(report).toContain(`\`\`\`\`\`text\n${text}\n\`\`\`\`\``);
});

test("lets no path or message become Markdown or HTML", () => {
	const path = "a|b <img onerror=x> [x](http://evil) `c` *d* _e_.txt";
	const report = markdownReport(
		auditResult({ documents: [documentResult({ path, leaks: [leak({ message: "# <b>x</b> | y" })] })] }),
	);
	const outsideFences = report.replace(/```+text\n[\s\S]*?\n```+/g, "");
	expect(outsideFences).not.toMatch(/<(img|b)\b/);
	expect(outsideFences).toContain("a\\|b &lt;img onerror=x\\> \\[x\\]");
	expect(outsideFences).not.toMatch(/(?<!\\)\*d/);
});

test("says how copies were trained, where they were", () => {
	const relearned = { trainer: "somebody's", budget: 20, copies: [], curves: [] };
	expect(markdownReport(auditResult({ relearned }))).toContain(
		"- relearned copies: somebody's; 0 in all, listed in the JSON report; asked after 20 steps, when the reference gave half",
	);
	expect(markdownReport(auditResult())).not.toContain("relearned copies");
});

test("says how many leaks it left out", () => {
	const leaks = Array.from({ length: 7 }, (_, i) => leak({ start: i * 60, end: i * 60 + 50 }));
	expect(markdownReport(auditResult({ documents: [documentResult({ leaks })] }))).toContain("Not shown here: 2 leaks.");
});

test("names the document and the passages of questions that failed, and why", () => {
	const passages = [10, 70, 130, 190].map((start) => ({ start, end: start + 40 }));
	const message = "A window could not be asked of the target: The engine died on this question 3 times (SIGABRT).";
	const document = documentResult({
		path: "harbour.txt",
		notes: [{ kind: "failed", probe: "extraction", message, passages }],
	});
	const report = markdownReport(auditResult({ documents: [document] }));
	const said = `${message} At characters 10–50, 70–110, 130–170 and 1 more.`;
	expect(report).toContain(`- harbour.txt, extraction: ${said}`);
	const result = JSON.parse(jsonReport(auditResult({ documents: [document] })));
	expect(result.documents[0].notes).toEqual([{ kind: "failed", probe: "extraction", message, passages }]);
	const html = htmlReport(auditResult({ documents: [document] }));
	expect(html.split(said).length).toBe(3);
});

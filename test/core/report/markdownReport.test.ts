import { expect, test } from "vitest";
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

test("says how many leaks it left out", () => {
	const leaks = Array.from({ length: 7 }, (_, i) => leak({ start: i * 60, end: i * 60 + 50 }));
	expect(markdownReport(auditResult({ documents: [documentResult({ leaks })] }))).toContain(
		"2 further leaks not shown here.",
	);
});

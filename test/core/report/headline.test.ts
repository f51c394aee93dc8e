import { expect, test } from "vitest";
import { countedLeaks } from "../../../src/core/report/countedLeaks.ts";
import { headline } from "../../../src/core/report/headline.ts";
import { plainAnswers } from "../../../src/core/report/plainWords.ts";
import { auditResult, documentResult, leak } from "./auditResultBuilder.ts";

type Gravest = "error" | "warning" | "info" | "none";

const audited = (...gravest: readonly Gravest[]) =>
	auditResult({
		documents: gravest.map((severity, index) => {
			const leaks = severity === "none" ? [] : [leak({ severity })];
			return documentResult({ path: `${index}.txt`, severity, leaks, notes: [] });
		}),
	});

test.each<readonly [string, readonly Gravest[]]>([
	["2 of 2 documents leak - INEFFECTIVE", ["error", "warning"]],
	["1 of 1 document leaks - INEFFECTIVE", ["error"]],
	["1 of 3 documents leak, information on 1 more - INEFFECTIVE", ["warning", "info", "none"]],
	["No leak found in 2 documents, information on 1 - INEFFECTIVE", ["info", "none"]],
	["No leak found in 2 documents - INEFFECTIVE", ["none", "none"]],
])("%s: information is counted, and is no leak", (line, gravest) => {
	expect(headline(audited(...gravest))).toBe(line);
});

test("a reader is told of no leak where there is information alone", () => {
	const found = plainAnswers(audited("info", "none")).find(({ question }) => question === "What was found");
	expect(found?.paragraphs.map(({ text }) => text)).toEqual([
		"No leak was found in 2 documents at this budget.",
		"Info: 1 document, whose gravest passage left a trace, which is no proof of a leak by itself.",
	]);
});

test.each<readonly [string, readonly Exclude<Gravest, "none">[]]>([
	["no leak", []],
	["1 leak", ["warning"]],
	["2 leaks, 1 for information", ["error", "info", "warning"]],
	["2 for information", ["info", "info"]],
])("counts %s", (words, severities) => {
	expect(countedLeaks(severities.map((severity) => ({ severity })))).toBe(words);
});

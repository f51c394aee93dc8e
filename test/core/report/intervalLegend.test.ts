import { expect, test } from "vitest";
import type { MetricSummary } from "../../../src/core/probes/probe.ts";
import { htmlReport } from "../../../src/core/report/htmlReport.ts";
import { intervalLegend } from "../../../src/core/report/intervalLegend.ts";
import { jsonReport } from "../../../src/core/report/jsonReport.ts";
import { markdownReport } from "../../../src/core/report/markdownReport.ts";
import { intervalBy } from "../../../src/core/stats/intervalMethod.ts";
import { auditResult } from "./auditResultBuilder.ts";

const NAN = [Number.NaN, Number.NaN] as const;
const metric = (method: Parameters<typeof intervalBy>[0], interval: readonly [number, number]): MetricSummary => ({
	...{ value: 0.5, n: 24, orientation: "higher = more leakage", title: method, explanation: "", probe: "min-k" },
	...{ role: "target", set: "forget" },
	...intervalBy(method, interval),
});
const usual = metric("documents", [0.25, 0.75]);
const two = metric("twoSets", [0.1, 0.9]);
const exact = metric("samples", [0.4, 0.6]);

const TOLD =
	"95 % intervals: percentile bootstrap over documents, 9999 resamples; † percentile bootstrap over forget and holdout documents, each set drawn anew, 9999 resamples; ‡ Clopper-Pearson over single samples.";

test("the usual method is told once, others are marked", () => {
	const { sentence, mark } = intervalLegend([two, usual, metric("documents", NAN), exact, two]);
	expect(sentence).toBe(TOLD);
	expect([usual, two, exact, metric("twoSets", NAN)].map(mark)).toEqual(["", "†", "‡", ""]);
});

test("no interval has no method", () => {
	expect(intervalBy("samples", NAN)).toEqual({ interval: NAN, method: "none" });
	expect(intervalLegend([metric("documents", NAN)]).sentence).toBe("There are no intervals.");
});

test("every report names the method of every number", () => {
	const result = auditResult({ metrics: { usual, two, exact } });
	const [page, markdown] = [htmlReport(result), markdownReport(result)];
	expect(page).toContain(`<p class="small">${TOLD}</p>`);
	expect(page).toContain('<td class="n">0.1 to 0.9†</td>');
	expect(page).toContain('<td class="n">0.25 to 0.75</td>');
	expect(markdown).toContain(`\n\n${TOLD}\n`);
	expect(markdown).toContain("| 0.4 to 0.6‡ |");
	expect(JSON.parse(jsonReport(result)).metrics.exact.method).toBe("Clopper-Pearson over single samples");
});

test("a result stored before methods were told is reported, and says that it lacks them", () => {
	const { method: _, ...old } = usual;
	const result = auditResult({ metrics: { old: old as MetricSummary } });
	expect(JSON.parse(jsonReport(result)).metrics.old.method).toBe("not recorded");
	expect(markdownReport(result)).toContain("95 % intervals: † not recorded.");
	expect(htmlReport(result)).toContain("0.25 to 0.75†");
});

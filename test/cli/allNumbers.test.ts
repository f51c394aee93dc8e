import { expect, test } from "vitest";
import { paletteFor } from "../../src/cli/palette.ts";
import { allNumbers } from "../../src/cli/summary/allNumbers.ts";
import { intervalBy } from "../../src/core/stats/intervalMethod.ts";
import { auditResult } from "../core/report/auditResultBuilder.ts";

test("every number stands with its n and its interval, and what the intervals are had by", () => {
	const { metrics } = auditResult();
	const rate = { ...metrics["pz.forget.target"], ...intervalBy("samples", [0.5, 1]), title: "Leak rate" };
	const result = auditResult({ metrics: { ...metrics, rate } as typeof metrics });
	const palette = paletteFor({ write: () => true } as never, { NO_COLOR: "1" });
	const text = allNumbers(result, { columns: 400, palette });
	expect(text).toContain("target 0.857 [0.601, 0.96] n = 14; reference 0 [0, 0.215] n = 14");
	expect(text).toContain("target 0.857 [0.5, 1]† n = 14");
	expect(text).toContain("target 0.71 n = 26");
	expect(text).toMatch(
		/95 % intervals: percentile bootstrap over documents, 9999 resamples; † Clopper-Pearson over single samples\.$/,
	);
});

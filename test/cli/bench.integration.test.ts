import { beforeAll, expect, test } from "vitest";
import { benchMarkdown, benchTable } from "../../src/cli/bench/benchTable.ts";
import { overRuns } from "../../src/cli/bench/overRuns.ts";
import { BENCH_JSON } from "../../src/cli/contracts/bench.ts";
import type { BenchRow } from "../../src/protocol/bench.ts";
import { openAuditor } from "../../src/runtime/openAuditor.ts";
import { builtKernel } from "../engine/builtKernel.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";
import { run } from "./fakeShell.ts";

beforeAll(builtKernel);

const row = (ratio: number, rest: Partial<BenchRow> = {}): BenchRow => ({
	name: "score",
	model: "m",
	value: 1000 * ratio,
	unit: "tokens/s",
	ratio,
	of: "the ceiling",
	spread: [ratio, ratio],
	required: 0.9,
	met: ratio >= 0.9,
	...rest,
});

test("several runs are one table of medians, their least and greatest, and what failed once has failed", () => {
	const [merged] = overRuns([[row(0.8)], [row(0.95)], [row(0.92)]]);
	expect(merged).toMatchObject({ ratio: 0.92, value: 920, spread: [0.8, 0.95], met: true });
	const failed = row(0.99, { met: false, note: "OTHER NUMBERS" });
	expect(overRuns([[row(0.95)], [failed], [row(0.95)]])[0]).toMatchObject({ met: false });
	expect(overRuns([[row(0.5)]])).toEqual([row(0.5)]);
});

test("the table says what was asked and whether it was met", () => {
	const rows = [row(0.95), row(0.5), row(12, { required: null })];
	expect(benchTable(rows).split("\n")).toEqual([
		expect.stringMatching(/^what +model +speed +ratio +from-to +asked +against$/),
		expect.stringMatching(/950 tokens\/s +0\.950 +0\.950-0\.950 +0\.900 +met +the ceiling/),
		expect.stringMatching(/500 tokens\/s +0\.500 +0\.500-0\.500 +0\.900 +MISSED +the ceiling/),
		expect.stringMatching(/12,000 tokens\/s +12\.0 +12\.0-12\.0 +the ceiling/),
	]);
	expect(benchMarkdown(rows).split("\n")[1]).toMatch(/^\| --- /);
});

test("bench engine measures the real engine, and its claims beside speed hold", { timeout: 120_000 }, async () => {
	const cwd = temporaryFolder();
	const args = ["bench", "engine", "--quick", "--rounds", "1", "--json"];
	const { code, stdout } = await run(args, { cwd, openAuditor });
	expect(code).toBe(0);
	const { rows, machine } = BENCH_JSON.parse(JSON.parse(stdout));
	expect(machine).toMatchObject({ backend: "cpu", threads: 1 });
	for (const { value, ratio } of rows) expect([value > 0, ratio > 0]).toEqual([true, true]);
	const notes = rows.flatMap(({ note }) => note ?? []);
	expect(notes).toEqual(
		["the same bits", "the same bits", "no model loaded"].map((end) => expect.stringContaining(end)),
	);
});

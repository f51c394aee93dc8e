/**
 * Opening and asking for a long time: 200 engines one after the other and 50,000 questions to one in `npm run
 * test:faults`, a short form in `npm test`. What stays behind grows at most a tenth after a warm-up: memory, file
 * handles, processes. Only Linux tells what a process holds.
 */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { builtKernel } from "../engine/builtKernel.ts";
import { tinyAdapter } from "../engine/tinyAdapter.ts";
import { tinyModel } from "../engine/tinyModel.ts";
import { sampleOr } from "./form.ts";
import type { Held, Soaked } from "./soaked.ts";

const HANG_LIMIT = 1_800_000;
/** The short form ends while heaps still grow to the size they work at. */
const GROWTH = sampleOr(1.3, 1.1);
/** V8 lets its young generation grow in steps with what streams through: held small, growth is something kept. */
const FLAGS = ["--expose-gc", "--min-semi-space-size=4", "--max-semi-space-size=4"];
const QUESTIONS = sampleOr(1000, 50_000);

beforeAll(builtKernel);

test.runIf(process.platform === "linux").each([
	{ what: "engines", count: sampleOr(10, 200) },
	{ what: "deterministic", count: QUESTIONS },
	{ what: "throughput", count: QUESTIONS },
])(
	"$what, $count",
	async ({ what, count }) => {
		const script = join(import.meta.dirname, "soakingParent.ts");
		const args = [...FLAGS, script, tinyModel(), tinyAdapter(), what, String(count)];
		const { stdout } = await promisify(execFile)(process.execPath, args);
		const soaked = JSON.parse(stdout) as Soaked;
		console.log(what, count, soaked);
		expect(soaked).toMatchObject({ children: 0, failed: 0, crashes: 0 });
		for (const [process, after] of Object.entries(soaked.after)) {
			const before = soaked.before[process] as Held;
			expect([process, after.bytes / before.bytes <= GROWTH]).toEqual([process, true]);
			expect(after.handles).toBeLessThanOrEqual(before.handles);
			expect(after.threads).toBeLessThanOrEqual(before.threads);
		}
	},
	HANG_LIMIT,
);

/**
 * `npm run calibrate [-- SEED...]`: what an audit says of models whose memory is known, into docs/calibration.md.
 *
 * Builds the records world of each seed (1, 2 and 3 when none is named; cached by recipe, two processes at a time), audits
 * every model of it with the suite `full`, and compares what the audit says with what is so. Models and answers are kept in
 * .cache/, so that an interrupted calibration goes on and a repeated one takes minutes.
 */
import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, CLI_TARGETS, ROOT } from "./build.ts";
import { auditSeed } from "./calibration/auditSeed.ts";
import { calibrationPage } from "./calibration/calibrationPage.ts";

const seeds = process.argv.slice(2).map(Number);
if (seeds.some((seed) => !Number.isInteger(seed) || seed < 1)) {
	console.error("palimpsest: seeds are whole numbers above zero, as in `npm run calibrate -- 1 2`.");
	process.exit(2);
}
await build(CLI_TARGETS);
const audited = [];
for (const seed of seeds.length > 0 ? seeds : [1, 2, 3]) {
	await buildWorld(seed);
	audited.push(await auditSeed(seed, (line) => console.error(line)));
}
await writeFile(join(ROOT, "docs/calibration.md"), calibrationPage(audited));

function buildWorld(seed: number): Promise<void> {
	return new Promise((resolve, reject) => {
		const args = [join(ROOT, "src/lab/records.ts"), "--seed", `${seed}`];
		const child = spawn(process.execPath, args, { stdio: ["ignore", 2, 2] });
		child.once("error", reject);
		child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`Seed ${seed} ended with ${code}.`))));
	});
}

/**
 * `npm test`: every lane but those on request, whatever the others do, then one closing line with the totals.
 * `npm test -- unit lint` runs only the lanes named; `npm test -- static` runs the checks that run no code of ours;
 * `npm test -- unit test/core` runs only the test files whose path contains what has a slash in it.
 */
import { type Counts, LANES } from "./lanes.ts";

const words = process.argv.slice(2);
const paths = words.filter((word) => word.includes("/"));
const asked = words.filter((word) => !paths.includes(word));
const unknown = asked.filter((name) => name !== "static" && !LANES.some((lane) => lane.name === name));
if (unknown.length > 0) {
	console.error(`palimpsest: no lane is called ${unknown.join(", ")}. There are:`);
	for (const lane of LANES) console.error(`  ${lane.name.padEnd(11)}${lane.about}`);
	process.exit(2);
}
const chosen = LANES.filter(
	(lane) =>
		(asked.length === 0 && !lane.onRequest) || asked.includes(lane.name) || (lane.static && asked.includes("static")),
);

const lines: string[] = [];
const total = { passed: 0, failed: 0, skipped: 0 };
for (const lane of chosen) {
	console.log(`\n--- ${lane.name}: ${lane.about}`);
	const startedMs = Date.now();
	const result = await lane.run(paths).catch((error: Error): Counts => {
		console.log(error.message);
		return { passed: 0, failed: 1, skipped: 0 };
	});
	total.passed += result.passed;
	total.failed += result.failed;
	total.skipped += result.skipped;
	const line = `${lane.name.padEnd(11)}${say(result)} (${((Date.now() - startedMs) / 1000).toFixed(1)} s)`;
	console.log(line);
	lines.push(line);
}

console.log(`\n${lines.join("\n")}\n`);
console.log(say(total));
if (total.failed > 0) process.exitCode = 1;

function say({ passed, failed, skipped }: Counts): string {
	return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

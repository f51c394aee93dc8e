/**
 * Entry of the in-host suite: VS Code requires the bundle of this module in the extension host and awaits run().
 * test/host/bundle.ts adds every file of suites/ to it.
 */
import { takeCoverage } from "node:v8";
import Mocha from "mocha";

export async function runSuites(load: () => void): Promise<void> {
	const output = process.env.E2E_HOST_REPORT;
	const mocha = new Mocha({
		ui: "bdd",
		timeout: 60_000,
		...(output ? { reporter: "json", reporterOptions: { output } } : { reporter: "spec" }),
	});
	// Puts describe and it on the global object before the suites are evaluated.
	mocha.suite.emit("pre-require", globalThis as unknown as Mocha.MochaGlobals, "", mocha);
	load();
	// The switched-on failure runs alone: see suites/lane.ts.
	if (process.env.E2E_HOST_FAIL) mocha.grep("fails on request");

	const failures = await new Promise<number>((resolve) => mocha.run(resolve));
	// The host is killed and does not exit, so coverage is written by hand.
	if (process.env.NODE_V8_COVERAGE) takeCoverage();
	if (failures > 0) throw new Error(`${failures} in-host tests failed`);
}

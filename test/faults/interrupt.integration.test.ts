import { afterAll, beforeAll, expect, test } from "vitest";
import { Stage } from "./scene.ts";

let stage: Stage;
beforeAll(() => {
	stage = new Stage();
});
afterAll(() => stage.clear());

test("Ctrl-C stops an audit cleanly: 130, one sentence, and the run can be finished", async () => {
	const scene = stage.scene("interrupted");
	let isSent = false;
	const { code, stderr } = await scene.audit(undefined, (said, signal) => {
		if (isSent || !/^Run /m.test(said)) return;
		isSent = true;
		signal("SIGINT");
	});
	expect(code, stderr).toBe(130);
	expect(stderr).toMatch(/palimpsest: The audit was cancelled\. What was measured is kept.*\n$/);
	expect(scene.query("SELECT state FROM runs")).toEqual([{ state: "cancelled" }]);
	const before = scene.stored;
	const events = scene.events().length;
	const again = await scene.audit();
	expect(again.code).toBe(1);
	expect(again.stderr).toMatch(/Going on with run/);
	const asked = scene
		.events()
		.slice(events)
		.flatMap(({ asked = [] }) => asked);
	expect(asked).toHaveLength(scene.stored - before);
}, 300_000);

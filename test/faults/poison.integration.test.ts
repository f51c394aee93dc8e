/** A question that every engine dies of fails alone, and the reports name its document and passage. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { sampleOr } from "./form.ts";
import { Stage } from "./scene.ts";

const HANG_LIMIT = 300_000;

interface Report {
	readonly documents: readonly {
		readonly path: string;
		readonly notes: readonly { readonly kind: string; readonly message: string }[];
	}[];
}

let stage: Stage;
let asked: readonly string[];
beforeAll(async () => {
	stage = new Stage();
	const scene = stage.scene("sound");
	expect((await scene.audit()).code).toBe(1);
	asked = scene.asked;
}, HANG_LIMIT);
afterAll(() => stage?.clear());

test.each(sampleOr([0.6], [0, 0.2, 0.4, 0.6, 0.8, 0.99]))(
	"the question after a share of %f of all",
	async (share) => {
		const scene = stage.scene(`poison ${share}`);
		const question = asked[Math.floor(asked.length * share)] as string;
		const { code, stderr } = await scene.audit({ question });
		expect(code, stderr).toBe(1);
		// Each engine that was asked it died, the last three of it alone.
		const deaths = scene.events().filter((event) => event.asked?.includes(question));
		expect(deaths.slice(-3).map((event) => event.asked)).toEqual([[question], [question], [question]]);
		const [html, md, json] = scene.reports() as [string, string, string];
		const failed = (JSON.parse(json) as Report).documents.flatMap(({ path, notes }) =>
			notes.filter(({ kind }) => kind === "failed").map(({ message }) => ({ path, message })),
		);
		expect(failed).toHaveLength(1);
		const [{ path, message }] = failed as [(typeof failed)[0]];
		expect(message).toMatch(/ could not be asked of the target: The engine died on this question 3 times \(SIGABRT\)/);
		expect(html).toContain(message.replaceAll("'", "&#39;"));
		expect(md).toContain(`- ${path}`);
		expect(md).toContain(message);
		// What fails today may be answered tomorrow: the next run asks it again, and only it.
		const before = scene.asked.length;
		const again = await scene.audit();
		expect(again.code, again.stderr).toBe(1);
		expect(scene.asked.slice(before)[0]).toBe(question);
		expect(scene.reports()[1]).not.toContain("could not be asked");
	},
	HANG_LIMIT,
);

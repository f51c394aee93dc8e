import { expect, test } from "vitest";
import { TileCache } from "../../../webview/model/tileCache.ts";

/** A source whose answers are given by hand. */
function pulled(options: { readonly capacity?: number; readonly rows?: number } = {}) {
	const asked: string[] = [];
	const waiting = new Map<string, { resolve(tile: string): void; reject(error: Error): void }>();
	const seen = { changes: 0, failures: [] as string[] };
	const cache = new TileCache<string>({
		tileRows: 100,
		capacity: options.capacity ?? 10,
		inFlight: 2,
		changed: () => seen.changes++,
		failed: (error) => seen.failures.push(error.message),
		fetch: (first, end) => {
			const name = `${first}-${end}`;
			asked.push(name);
			return new Promise((resolve, reject) => waiting.set(name, { resolve, reject }));
		},
	});
	cache.reset(options.rows ?? 1050);
	const settle = () => new Promise((resolve) => setTimeout(resolve));
	const answer = async (name: string) => {
		waiting.get(name)?.resolve(name);
		await settle();
	};
	const refuse = async (name: string) => {
		waiting.get(name)?.reject(new Error(`no ${name}`));
		await settle();
	};
	return { cache, asked, answer, refuse, seen };
}

test("asks for the tiles in view, cut at the document's end, each once", async () => {
	const { cache, asked, answer } = pulled();
	cache.want(950, 1050);
	cache.want(951, 1050);
	expect(asked).toEqual(["900-1000", "1000-1050"]);
	await answer("900-1000");
	await answer("1000-1050");
	cache.want(950, 1050);
	expect(asked).toHaveLength(2);
	expect(cache.at(1049)).toEqual({ tile: "1000-1050", row: 49 });
	expect(cache.at(0)).toBeUndefined();
});

test("never has more than its share of requests under way", async () => {
	const { cache, asked, answer } = pulled();
	cache.want(0, 500);
	expect(asked).toEqual(["0-100", "100-200"]);
	await answer("0-100");
	expect(asked).toEqual(["0-100", "100-200", "200-300"]);
});

test("drops what left the view before it was asked for", async () => {
	const { cache, asked, answer } = pulled();
	cache.want(0, 400);
	cache.want(900, 1000);
	await answer("0-100");
	await answer("100-200");
	expect(asked).toEqual(["0-100", "100-200", "900-1000"]);
});

test("drops an answer to what was asked before a reset", async () => {
	const { cache, asked, answer, seen } = pulled();
	cache.want(0, 100);
	cache.reset(1050);
	cache.want(0, 100);
	expect(asked).toEqual(["0-100", "0-100"]);
	const changes = seen.changes;
	cache.reset(50);
	await answer("0-100");
	expect(cache.at(0)).toBeUndefined();
	expect(seen.changes).toBe(changes);
});

test("keeps the tiles seen last", async () => {
	const { cache, asked, answer } = pulled({ capacity: 2 });
	for (const row of [0, 100, 200]) {
		// Looking at the first again keeps it.
		if (row === 200) cache.want(0, 1);
		cache.want(row, row + 1);
		await answer(`${row}-${row + 100}`);
	}
	expect(cache.size).toBe(2);
	expect([cache.at(0), cache.at(100), cache.at(200)].map(Boolean)).toEqual([true, false, true]);
	cache.want(100, 101);
	expect(asked.at(-1)).toBe("100-200");
});

test("a refused tile is said once and asked again only after a reset", async () => {
	const { cache, asked, refuse, seen } = pulled();
	cache.want(0, 1);
	await refuse("0-100");
	expect(seen.failures).toEqual(["no 0-100"]);
	cache.want(0, 1);
	expect(asked).toHaveLength(1);
	cache.reset(1050);
	cache.want(0, 1);
	expect(asked).toHaveLength(2);
});

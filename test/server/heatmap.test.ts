import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HeatmapDescription } from "../../src/protocol/heatmap.ts";
import type { OverviewReply, TileReply } from "../../src/protocol/lsp.ts";
import { type ServerUnderTest, startServer } from "./serverUnderTest.ts";

const WORDS = Array.from({ length: 400 }, (_, index) => (index % 50 === 7 ? "secret" : `word${index}`));
const TEXT = WORDS.join(" ");
const COLUMNS = 60;

let server: ServerUnderTest;
let uri: string;
beforeEach(async () => {
	server = await startServer();
	uri = server.write("letter.txt", TEXT);
	await server.audit({ uris: [uri] });
});
afterEach(() => server.stop());

const describeIt = () =>
	server.client.sendRequest<HeatmapDescription>("palimpsest/heatmap/describe", { uri, columns: COLUMNS });
const tileOf = async (firstRow: number, endRow: number, role = "target", metric = "logp") =>
	unpacked(
		await server.client.sendRequest<TileReply>("palimpsest/heatmap/tile", {
			uri,
			role,
			metric,
			columns: COLUMNS,
			firstRow,
			endRow,
		}),
	);

function unpacked(tile: TileReply) {
	const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "base64"));
	return {
		...tile,
		rowStarts: [...new Int32Array(bytes(tile.rowStarts).buffer)],
		starts: [...new Int32Array(bytes(tile.starts).buffer)],
		ends: [...new Int32Array(bytes(tile.ends).buffer)],
		classes: [...bytes(tile.classes)],
		values: [...new Float32Array(bytes(tile.values).buffer)],
	};
}

describe("the heatmap's description", () => {
	it("counts characters, tokens, rows and leaks, and names the models that have numbers", async () => {
		const description = await describeIt();
		expect(description).toMatchObject({ characters: TEXT.length, tokens: 400, leakCount: 8 });
		// No row is longer than the columns asked for, so there are at least this many.
		expect(description.rows).toBeGreaterThanOrEqual(Math.ceil(TEXT.length / COLUMNS));
		expect(description.roles.map(({ role }) => role)).toEqual(["target", "reference"]);
		expect(description.metrics.map(({ id, classes }) => [id, classes.length])).toEqual([
			["pz", 6],
			["logp", 6],
			["rank", 6],
			["entropy", 6],
		]);
	});

	it("puts each leak on the rows that hold its text", async () => {
		const { leaks } = await describeIt();
		for (const { start, end, firstRow, lastRow } of leaks) {
			const tile = await tileOf(firstRow, lastRow + 1);
			expect(tile.offset).toBeLessThanOrEqual(start);
			expect(tile.offset + tile.text.length).toBeGreaterThanOrEqual(end);
		}
	});

	it("is null for a document that was never audited", async () => {
		const other = server.write("other.txt", "nothing");
		const params = { uri: other, columns: COLUMNS };
		expect(await server.client.sendRequest("palimpsest/heatmap/describe", params)).toBeNull();
	});
});

describe("tiles", () => {
	it("cover the document without a gap or an overlap", async () => {
		const { rows } = await describeIt();
		let text = "";
		let tokens = 0;
		for (let row = 0; row < rows; row += 7) {
			const tile = await tileOf(row, Math.min(rows, row + 7));
			expect(tile.offset).toBe(text.length);
			expect(tile.rowStarts).toHaveLength(Math.min(rows, row + 7) - row + 1);
			expect([tile.rowStarts[0], tile.rowStarts.at(-1)]).toEqual([0, tile.starts.length]);
			text += tile.text;
			tokens += tile.starts.length;
		}
		expect(text).toBe(TEXT);
		expect(tokens).toBe(400);
	});

	it("carry each token's span, value and class", async () => {
		const tile = await tileOf(0, 3);
		for (const [index, start] of tile.starts.entries()) {
			const word = TEXT.slice(start, tile.ends[index]);
			// The fake model's log p of a word is minus a hundredth of its length: all are between -0.1 and 0, class 5.
			expect(tile.values[index]).toBeCloseTo(-word.length / 100, 6);
			expect(tile.classes[index]).toBe(word.length <= 10 ? 5 : 4);
		}
	});

	it("show another model's numbers on the same rows", async () => {
		const [target, reference] = [await tileOf(2, 5), await tileOf(2, 5, "reference")];
		expect(reference.rowStarts).toEqual(target.rowStarts);
		expect(new Set(reference.values)).toEqual(new Set([-10]));
		expect(new Set(reference.classes)).toEqual(new Set([0]));
	});

	it("stop where the document stops", async () => {
		const { rows } = await describeIt();
		const tile = await tileOf(rows - 2, rows + 50);
		expect(tile.rowStarts).toHaveLength(3);
		expect(TEXT.endsWith(tile.text)).toBe(true);
		expect((await tileOf(rows + 10, rows + 20)).starts).toEqual([]);
	});

	it("refuse a model the run did not ask", async () => {
		const params = { uri, role: "original", metric: "pz", columns: COLUMNS, firstRow: 0, endRow: 5 };
		expect(await server.client.sendRequest("palimpsest/heatmap/tile", params)).toMatchObject({
			refused: { sentence: expect.stringContaining("original") },
		});
	});
});

describe("the overview", () => {
	it("shows the gravest class of each stretch, in any number of cells", async () => {
		for (const cells of [1, 10, 500]) {
			const params = { uri, role: "target", metric: "logp", columns: COLUMNS, cells };
			const { classes } = await server.client.sendRequest<OverviewReply>("palimpsest/heatmap/overview", params);
			expect([...Buffer.from(classes, "base64")]).toEqual(new Array(cells).fill(5));
		}
	});
});

describe("a leak's evidence", () => {
	it("comes with the exact prompt", async () => {
		const leak = await server.client.sendRequest("palimpsest/leak", { uri, index: 0 });
		expect(leak).toMatchObject({ text: "secret", evidence: [{ prompt: TEXT.slice(0, TEXT.indexOf("secret")) }] });
	});

	it("is refused in a sentence when there is no such leak", async () => {
		expect(await server.client.sendRequest("palimpsest/leak", { uri, index: 99 })).toMatchObject({
			refused: { sentence: expect.stringContaining("no passage 100 among the 8") },
		});
	});
});

describe("the report", () => {
	it("is the newest run's", async () => {
		const params = { format: "json" };
		const reply = await server.client.sendRequest<{ run: string; text: string }>("palimpsest/report", params);
		expect(JSON.parse(reply.text)).toMatchObject({ run: reply.run, documents: [{ severity: "error" }] });
		expect(readFileSync(new URL(uri), "utf8")).toBe(TEXT);
	});
});

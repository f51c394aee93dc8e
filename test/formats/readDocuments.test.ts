import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { Problem } from "../../src/core/audit/problem.ts";
import { MAX_FILE_BYTES, readDocuments } from "../../src/formats/readDocuments.ts";
import { temporaryFolder } from "../store/temporaryFolder.ts";

/** Writes files into a fresh folder: a tree as an object of path -> content. */
function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
	const root = temporaryFolder();
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(dirname(join(root, path)), { recursive: true });
		writeFileSync(join(root, path), content);
	}
	return root;
}

async function problemOf(paths: readonly string[]): Promise<Problem> {
	const error = await readDocuments(paths).then(
		() => undefined,
		(thrown: unknown) => thrown,
	);
	if (!(error instanceof Problem)) throw new Error(`not refused: ${String(error)}`);
	expect(error.code).toBe("input");
	return error;
}

const pathsOf = async (...named: string[]) =>
	(await readDocuments(named)).documents.map(({ document }) => document.path);

describe("what is found", () => {
	test("text files at any depth, in one order, without hidden folders, node_modules and questions", async () => {
		const root = tree({
			"b.md": "b",
			"a/z.txt": "z",
			"a.txt": "a",
			"a/questions.jsonl": '{"document":"z.txt","question":"q","answer":"r"}',
			".git/x.txt": "x",
			"node_modules/y.txt": "y",
		});
		expect(await pathsOf(root)).toEqual(["a.txt", "a/z.txt", "b.md"]);
	});

	test("files of other kinds are mentioned once, unless they are named", async () => {
		const root = tree({ "a.txt": "a", "b.rst": "b", "c.pdf": "c" });
		const reading = await readDocuments([root]);
		expect(reading.documents).toHaveLength(1);
		expect(reading.notices).toEqual([expect.stringMatching(/^2 files of other kinds were left out of /)]);
		expect(reading.unread).toEqual(
			["b.rst", "c.pdf"].map((path) => ({ path, reason: "is not of a kind that is read in folders" })),
		);
		expect(await pathsOf(join(root, "b.rst"))).toEqual(["b.rst"]);
	});

	test("several names share the deepest folder above them, and a file reached twice is read once", async () => {
		const root = tree({ "set/one/a.txt": "1", "set/two/a.txt": "2" });
		const [one, two] = [join(root, "set/one"), join(root, "set/two/a.txt")];
		expect(await pathsOf(one, two)).toEqual(["one/a.txt", "two/a.txt"]);
		expect(await pathsOf(two, join(root, "set"), two)).toEqual(["one/a.txt", "two/a.txt"]);
	});

	test("links are not followed out of the folder", async () => {
		const outside = tree({ "secret.txt": "secret" });
		const root = tree({ "a.txt": "a" });
		symlinkSync(join(outside, "secret.txt"), join(root, "link.txt"));
		symlinkSync(outside, join(root, "folder"));
		symlinkSync(root, join(root, "again"));
		symlinkSync(join(root, "a.txt"), join(root, "twin.txt"));
		const { documents, notices } = await readDocuments([root]);
		expect(documents.map(({ document }) => document.text)).toEqual(["a"]);
		expect(notices.filter((notice) => notice.includes("outside the folder"))).toHaveLength(2);
	});
});

describe("what a text is", () => {
	test("UTF-8 as an editor shows it: no byte order mark, line ends kept", async () => {
		const root = tree({ "a.txt": "\ufeffOne\r\nTwo – ✓" });
		const { documents } = await readDocuments([root]);
		expect(documents[0]?.document.text).toBe("One\r\nTwo – ✓");
		// printf 'One\r\nTwo – ✓' | sha256sum
		expect(documents[0]?.document.sha256).toBe("38870f869330d8507e0c010fb29fba87f5d010f302e6d7b04aaefa87f02a73f2");
	});

	test("an unsaved editor's text wins over the file's, and needs no file", async () => {
		const root = tree({ "a.txt": "on disk", "questions.jsonl": '{"document":"a.txt","question":"q","answer":"r"}' });
		const [a, fresh] = [join(root, "a.txt"), join(root, "fresh.txt")];
		const { documents } = await readDocuments([root, fresh], { [a]: "on screen", [fresh]: "new" });
		expect(documents.map(({ document, file }) => [document.text, document.questions.length, file])).toEqual([
			["on screen", 1, a],
			["new", 0, fresh],
		]);
	});
});

describe("questions and records", () => {
	test("questions attach to the document they name, from its folder or one above", async () => {
		const root = tree({
			"a.txt": "a",
			"sub/b.txt": "b",
			"questions-1.jsonl": '{"document":"sub/b.txt","question":"q1","answer":"r1"}\nnot json\n{"document":"a.txt"}\n',
			"sub/questions.jsonl": '{"document":"./b.txt","question":"q2","answer":"r2"}\n',
		});
		const { documents, notices } = await readDocuments([root]);
		expect(documents.map(({ document }) => document.questions.map(({ question }) => question))).toEqual([
			[],
			["q1", "q2"],
		]);
		expect(notices).toEqual([
			expect.stringMatching(/questions-1\.jsonl was read with 2 lines \(first: 2\) left out\. Each line must be/),
		]);
		const alone = await readDocuments([join(root, "sub/b.txt")]);
		expect(alone.documents[0]?.document.questions).toEqual([{ question: "q2", answer: "r2" }]);
	});

	test("lines about one entity are one document, wherever they stand", async () => {
		const rows = [
			{ entity: "Ava Lint", question: "Where was Ava Lint born?", answer: "In Korvo." },
			{ entity: "Bo Marsh", text: "Bo Marsh rows." },
			{ question: "Who rows?", answer: "Bo." },
			{ entity: "Ava Lint", text: "Her boat is red.", question: "Which colour has it?", answer: "red" },
			{ entity: 7, question: "Who rows?", answer: "Bo." },
			{ entity: 7, text: "Bo rows." },
			{ entity: "1", text: "Nobody rows." },
		];
		const content = rows.map((row) => JSON.stringify(row)).join("\n");
		const { documents } = await readDocuments([tree({ "r.jsonl": content })]);
		expect(documents.map(({ document, line }) => [document.path, line, document.questions.length])).toEqual([
			["r.jsonl#1", 1, 2],
			["r.jsonl#2", 2, 0],
			["r.jsonl#3", 3, 1],
			["r.jsonl#5", 5, 1],
			["r.jsonl#7", 7, 0],
		]);
		expect(documents[0]?.document.text).toBe("Question: Where was Ava Lint born?\nAnswer: In Korvo.\nHer boat is red.");
	});

	test("each line of a .jsonl file is a document with its line", async () => {
		const root = tree({
			"tofu.jsonl":
				'{"question":"Who?","answer":"Ada."}\n\n{"text":"A text.","question":"Why?","answer":"So."}\n[1]\n{"text":" "}\n',
		});
		const { documents, notices } = await readDocuments([root]);
		expect(documents.map(({ document, line }) => [document.path, line, document.text, document.questions])).toEqual([
			["tofu.jsonl#1", 1, "Question: Who?\nAnswer: Ada.", [{ question: "Who?", answer: "Ada." }]],
			["tofu.jsonl#3", 3, "A text.", [{ question: "Why?", answer: "So." }]],
		]);
		expect(notices).toEqual([
			expect.stringMatching(/tofu\.jsonl was read with 2 lines \(first: 4\) left out\. Each line must be/),
		]);
	});
});

describe("records with several questions", () => {
	const two = [
		{ question: "Who?", answer: "Ada." },
		{ question: "Where?", answer: "Korvo." },
	];
	const read = async (...lines: object[]) => {
		const content = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
		const { documents, notices } = await readDocuments([tree({ "r.jsonl": content })]);
		return { records: documents.map(({ document: { text, questions } }) => ({ text, questions })), notices };
	};

	test("keep them all, after the line's own when it has one, and make a text of them when there is none", async () => {
		const own = { question: "Why?", answer: "So." };
		const { records, notices } = await read(
			{ text: "T.", questions: two },
			{ text: "U.", ...own, questions: two },
			{ questions: two },
		);
		expect(records).toEqual([
			{ text: "T.", questions: two },
			{ text: "U.", questions: [own, ...two] },
			{ text: "Question: Who?\nAnswer: Ada.\nQuestion: Where?\nAnswer: Korvo.", questions: two },
		]);
		expect(notices).toEqual([]);
	});

	test.each([
		["no list", "Who?"],
		["a pair without an answer", [{ question: "Who?" }]],
		["a blank answer", [...two, { question: "Who?", answer: " " }]],
		["no pair at all", [null]],
	])("are left out with their line when there is %s", async (_, questions) => {
		const { records, notices } = await read({ text: "T." }, { text: "U.", questions });
		expect(records).toEqual([{ text: "T.", questions: [] }]);
		expect(notices).toEqual([expect.stringMatching(/r\.jsonl was read with line 2 left out\. Each line must be/)]);
	});
});

describe("what is refused, in a sentence that names it", () => {
	const bad: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
		["empty.txt", "", /empty\.txt is empty\./],
		["blank.txt", "\ufeff \r\n\t", /blank\.txt is empty\./],
		["binary.txt", new Uint8Array([80, 75, 0, 4]), /binary\.txt is a binary file/],
		["latin1.txt", new Uint8Array([0x63, 0x61, 0x66, 0xe9]), /latin1\.txt is not UTF-8 text\./],
		["wide.txt", new Uint8Array([0xff, 0xfe, 0x61, 0]), /wide\.txt is not UTF-8 text but UTF-16/],
		["records.jsonl", '{"id":1}\n', /records\.jsonl holds no usable record/],
		[
			"questions.jsonl",
			'{"document":"a","question":"q","answer":"r"}',
			/questions\.jsonl holds questions about documents/,
		],
		["big.txt", "x".repeat(MAX_FILE_BYTES + 1), /big\.txt has 8\.0 MB, more than the 8 MB/],
	];

	test.each(bad)("%s", async (name, content, sentence) => {
		const root = tree({ [name]: content, "good.txt": "good" });
		expect((await problemOf([join(root, name)])).sentence).toMatch(sentence);
		const { documents, notices } = await readDocuments([join(root, name), join(root, "good.txt")]);
		expect(documents.map(({ document }) => document.path)).toEqual(["good.txt"]);
		expect(notices).toEqual([expect.stringMatching(sentence)]);
		expect(notices[0]).toMatch(/^Left out: /);
	});

	test("what was left out is kept by path for the report, in order", async () => {
		const root = tree({
			"a.txt": "a",
			"sub/z.txt": "",
			"half.jsonl": '{"text":"A text."}\n[1]\n',
			"b.txt": new Uint8Array([0x63, 0xe9]),
		});
		const { unread } = await readDocuments([root]);
		expect(unread).toEqual([
			{ path: "b.txt", reason: "is not UTF-8 text" },
			{ path: "half.jsonl", reason: "was read with line 2 left out" },
			{ path: "sub/z.txt", reason: "is empty" },
		]);
	});

	test("a missing path, an empty folder, and several at once", async () => {
		const root = tree({ "sub/picture.png": "p", "e.txt": "" });
		expect((await problemOf([join(root, "nowhere")])).message).toBe(`${join(root, "nowhere")} does not exist.`);
		expect((await problemOf([join(root, "sub")])).message).toMatch(/sub holds no \.txt, \.md or \.jsonl file\./);
		expect((await problemOf([join(root, "nowhere"), root])).message).toMatch(
			/can be read: .*nowhere does not exist, and 1 more\./,
		);
		expect((await problemOf([])).message).toBe("No document was named.");
	});

	test.skipIf(process.platform === "win32")("a file that may not be read", () => {
		const root = tree({ "a.txt": "a" });
		chmodSync(join(root, "a.txt"), 0);
		chmodSync(root, 0o755);
		const source = JSON.stringify(join(import.meta.dirname, "../../src/formats/readDocuments.ts"));
		const reading = `import { readDocuments } from ${source};
			readDocuments([process.argv[1]]).catch((error) => process.stdout.write(error.sentence ?? error.stack));`;
		// Root may read everything, so a user without rights is asked.
		const said = execFileSync(process.execPath, ["--input-type=module", "--eval", reading, join(root, "a.txt")], {
			encoding: "utf8",
			cwd: "/",
			...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
		});
		expect(said).toBe(`${join(root, "a.txt")} cannot be read: permission denied. Change its permissions.`);
	});
});

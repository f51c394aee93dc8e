import { expect, test } from "vitest";
import { sameModelNotes, selfReference } from "../../../src/core/audit/sameModel.ts";
import { auditResult } from "../report/auditResultBuilder.ts";

const { target, original, reference } = auditResult().models;
if (!original || !reference) throw new Error("the builder has all three models");

test("different files are nobody's slip", () => {
	const models = { target, original, reference };
	expect(sameModelNotes(models)).toEqual([]);
	expect(selfReference(models)).toBeUndefined();
	expect(selfReference({ target })).toBeUndefined();
});

test("one file in two roles is told by its hash, whatever its path", () => {
	const twin = { ...target, file: "/elsewhere/copy.gguf" };
	expect(selfReference({ target, reference: twin })).toMatch(/^The target and the reference are the same model file/);
	expect(sameModelNotes({ target, original: twin, reference }).map(({ message }) => message)).toEqual([
		"The target and the original are the same model file: nothing was unlearned between them.",
	]);
});

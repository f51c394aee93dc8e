import { expect, test } from "vitest";
import { Forecast } from "../../../src/core/audit/forecast.ts";

test("those that have returned tell what the others of their kind will ask", () => {
	const forecast = new Forecast();
	for (let document = 0; document < 4; document++) {
		forecast.begin("extraction forget");
		forecast.asked("extraction forget", 2);
	}
	// Nobody has returned: twice the 8 that are known.
	expect(forecast.total).toBe(16);

	forecast.asked("extraction forget", 8);
	forecast.returned("extraction forget", 10);
	// The first asked 10 in all, and there are four.
	expect(forecast.total).toBe(40);
});

test("never less than what was asked, and exactly that in the end", () => {
	const forecast = new Forecast();
	forecast.begin("a");
	forecast.begin("a");
	forecast.asked("a", 30);
	forecast.returned("a", 1);
	// One that asked 1 promises 2 in all, but 30 are asked already.
	expect(forecast.total).toBe(30);
	forecast.returned("a", 29);
	forecast.begin("b");
	forecast.asked("b", 4);
	forecast.returned("b", 4);
	expect(forecast.total).toBe(34);
});

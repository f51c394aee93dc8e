import type { Heatmap } from "../model/heatmap.ts";

/** Keys that work wherever the focus is: n and p walk the leaks, e shows the selected one in the editor. */
export function listenForKeys(heatmap: Heatmap): void {
	document.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isChoosing(event.target)) return;
		const leak = heatmap.leak.peek();
		if (event.key === "n") heatmap.step(1);
		else if (event.key === "p") heatmap.step(-1);
		else if (event.key === "e" && leak) heatmap.reveal(leak.start, leak.end);
		else if (event.key === "Escape") heatmap.reading.value = false;
		else return;
		event.preventDefault();
	});
}

/** In a dropdown letters choose an option. */
function isChoosing(target: EventTarget | null): boolean {
	return target instanceof Element && target.closest('[role="combobox"]') !== null;
}

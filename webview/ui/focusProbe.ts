/**
 * On import the kit tries `:focus-visible` in a <style> of its own, which our content security policy refuses: the
 * console gets an error and every click a focus ring. While the kit is being imported such an element is answered with
 * one that holds a constructed sheet, which the policy allows. To be gone with the kit.
 */
const createElement = document.createElement;

document.createElement = ((name: string, options?: ElementCreationOptions) => {
	if (name !== "style") return createElement.call(document, name, options);
	return Object.assign(createElement.call(document, "template"), { sheet: new CSSStyleSheet() });
}) as typeof createElement;

// The bundle is one script: when it has run, the kit has looked.
queueMicrotask(() => {
	document.createElement = createElement;
});

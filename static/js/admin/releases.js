// <later-part src="…">: fetches what takes a moment, and shows it in its place. Without it, the link inside leads there.
class LaterPart extends HTMLElement {
  async connectedCallback() {
    const without = [...this.childNodes];
    this.textContent = this.dataset.waiting;
    this.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.getAttribute("src"), { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const made = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.replaceChildren(...made.body.childNodes);
    } catch {
      this.replaceChildren(...without);
    }
    this.removeAttribute("aria-busy");
  }
}

customElements.define("later-part", LaterPart);

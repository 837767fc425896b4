// <share-button data-copied><button>: the system's share sheet, or else the page's address in the clipboard.
class ShareButton extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => this.#share());
  }

  async #share() {
    const url = document.querySelector("link[rel=canonical]")?.href || location.href;
    try {
      if (navigator.share) {
        await navigator.share({ title: document.title, url });
      } else {
        await navigator.clipboard.writeText(url);
        this.querySelector("[role=status]").textContent = this.dataset.copied;
      }
    } catch {
      // The reader closed the sheet, or the clipboard is closed to us: nothing to tell.
    }
  }
}

customElements.define("share-button", ShareButton);

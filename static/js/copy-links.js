// <copy-links data-label data-copied>: gives each part of the article that has an address a button that copies it.
const WITHOUT_ROOM = "ul, ol, table, pre, p"; // elements in which a button may not stand, or would scroll away

class CopyLinks extends HTMLElement {
  connectedCallback() {
    for (const part of document.querySelectorAll(".body > [id^='b-']")) {
      if (part.matches(WITHOUT_ROOM)) continue;
      // The button must not become part of the heading's name.
      if (/^H\d$/.test(part.tagName)) part.setAttribute("aria-label", part.textContent.trim());
      part.append(this.#button(part.id));
    }
  }

  #button(id) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy-link";
    button.textContent = "#";
    button.setAttribute("aria-label", this.dataset.label);
    button.title = this.dataset.label;
    button.addEventListener("click", () => this.#copy(button, id));
    return button;
  }

  async #copy(button, id) {
    const address = new URL(`#${id}`, location.href);
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address.href);
    } catch {
      return; // The clipboard is closed to us: the address stands in the browser's bar.
    }
    button.dataset.done = "";
    button.textContent = "✓";
    this.querySelector("[role=status]").textContent = this.dataset.copied;
    button.addEventListener("blur", () => this.#reset(button), { once: true });
  }

  #reset(button) {
    delete button.dataset.done;
    button.textContent = "#";
    this.querySelector("[role=status]").textContent = "";
  }
}

customElements.define("copy-links", CopyLinks);

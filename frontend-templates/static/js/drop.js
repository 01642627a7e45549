// A file may be dropped anywhere on the upload page, and sending it shows its progress.
export function dropZone(root) {
  const form = root.querySelector('[data-upload]');
  if (!form) {
    return;
  }
  const zone = form.querySelector('[data-drop]');
  const file = form.querySelector('input[type=file]');
  form.querySelector('[data-drop-hint]').hidden = false;

  root.addEventListener('dragover', (event) => {
    event.preventDefault();
    zone.classList.add('over');
  });
  root.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) {
      zone.classList.remove('over');
    }
  });
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    zone.classList.remove('over');
    if (event.dataTransfer.files.length > 0) {
      file.files = event.dataTransfer.files;
    } else {
      form.querySelector('textarea').value = event.dataTransfer.getData('text');
    }
  });
  form.addEventListener('submit', (event) => {
    // Text alone is small: the browser's own way is the simplest.
    if (file.files.length === 0) {
      return;
    }
    event.preventDefault();
    send(form);
  });
}

function send(form) {
  const progress = form.querySelector('progress');
  const status = form.querySelector('[data-status]');
  const button = form.querySelector('.primary');
  const request = new XMLHttpRequest();
  const say = (text) => { status.textContent = text; };
  request.open('POST', form.action);
  request.upload.addEventListener('progress', (event) => {
    if (event.lengthComputable) {
      progress.value = event.loaded / event.total;
    }
  });
  request.addEventListener('load', () => {
    // The server redirects to the incident; a form with a problem comes back as a page at the form's own address.
    if (request.responseURL !== form.action) {
      window.location.assign(request.responseURL);
      return;
    }
    const answer = new DOMParser().parseFromString(request.responseText, 'text/html');
    const problem = answer.querySelector('.problem');
    form.querySelector('.problem')?.remove();
    if (problem) {
      form.prepend(document.adoptNode(problem));
    }
    finish(problem ? '' : form.dataset.failed);
  });
  request.addEventListener('error', () => finish(form.dataset.failed));
  const finish = (text) => {
    progress.hidden = true;
    button.disabled = false;
    say(text);
  };
  button.disabled = true;
  progress.hidden = false;
  say(form.dataset.sending);
  request.send(new FormData(form));
}

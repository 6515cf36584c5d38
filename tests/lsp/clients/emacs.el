;; Drives Emacs, without a terminal, with the settings of the page emacs.md: eglot, lsp-mode beside clangd, or
;; Flymake; SESSION in the environment says which. -*- lexical-binding: t -*-
(defvar limit 240 "Seconds until something that does not come is a failure.")

(defun check (what condition)
  (message "%s: %s" (if condition "ok" "FAILED") what)
  (unless condition (kill-emacs 1)))

(defun eventually (what condition)
  "Waits for what processes say until CONDITION holds."
  (let ((end (+ (float-time) limit)))
    (while (and (not (funcall condition)) (< (float-time) end))
      (accept-process-output nil 0.05)))
  (check what (funcall condition)))

(defun setting (heading)
  "The code below HEADING of the page."
  (with-temp-buffer
    (insert-file-contents (expand-file-name "emacs.md" (getenv "PAGES")))
    (re-search-forward (concat "^## " heading "$"))
    (re-search-forward "^```elisp\n")
    (let ((start (point)))
      (re-search-forward "^```$")
      (buffer-substring start (match-beginning 0)))))

(defun take-setting (heading)
  (with-temp-buffer
    (insert (setting heading))
    (eval-buffer)))

(defun change (before after)
  "Replaces text in the buffer as a user does, with all that listens to it."
  (goto-char (point-min))
  (search-forward before)
  (replace-match after t t)
  (run-hooks 'post-command-hook))

(defun flymake-has (text)
  "Whether Flymake shows TEXT; it is asked to look again, as its timer does not run here."
  (seq-some (lambda (one) (string-match-p text (flymake-diagnostic-text one))) (flymake-diagnostics)))

(defun eglot-session ()
  (require 'eglot)
  (setq eglot-sync-connect limit eglot-send-changes-idle-time 0 flymake-no-changes-timeout nil)
  (take-setting "eglot")
  (find-file "limit.c")
  (call-interactively #'eglot)
  (flymake-mode 1)
  (defun shows () (flymake-start) (flymake-has "sleep"))
  (defun told () (eglot--signal-textDocument/didChange))
  (eventually "a finding of the whole program" #'shows)
  (change "sleep(" "(void)(")
  (told)
  (eventually "typing takes it away" (lambda () (not (shows))))
  (change "(void)(" "/* ä😀 */ sleep(")
  (told)
  (eventually "and brings it back, behind wide characters" #'shows)
  (let ((place (seq-some (lambda (one) (flymake-diagnostic-beg one)) (flymake-diagnostics))))
    (check "at its place" (string-prefix-p "sleep" (buffer-substring place (+ place 5)))))
  (find-file "http.c")
  (call-interactively #'eglot-reconnect)
  (flymake-mode 1)
  (eventually "the next server says the same"
              (lambda () (flymake-start) (flymake-has "token")))
  (let* ((one (seq-find (lambda (one) (string-match-p "token" (flymake-diagnostic-text one)))
                        (flymake-diagnostics)))
         (actions (progn (goto-char (flymake-diagnostic-beg one))
                         (eglot-code-actions (point) (point))))
         (fix (seq-find (lambda (action) (string-prefix-p "Pass" (plist-get action :title)))
                        (append actions nil))))
    (check "a fix is offered" fix)
    (eglot--apply-workspace-edit (plist-get fix :edit)))
  (told)
  (eventually "applied, the finding is gone" (lambda () (flymake-start) (not (flymake-has "token"))))
  (set-buffer-modified-p nil)
  (eglot-shutdown (eglot--current-server-or-lose)))

(defun lsp-mode-session ()
  (require 'lsp-mode)
  (require 'lsp-lens)
  (require 'lsp-clangd)
  (setq lsp-session-file (expand-file-name "session" (getenv "HOME"))
        lsp-restart 'ignore lsp-enable-snippet nil lsp-headerline-breadcrumb-enable nil
        lsp-modeline-diagnostics-enable nil lsp-modeline-code-actions-enable nil
        lsp-diagnostics-provider :flymake lsp-lens-enable nil
        lsp-clients-clangd-executable (getenv "CLANGD"))
  (take-setting "lsp-mode")
  (find-file "limit.c")
  (lsp-workspace-folders-add default-directory)
  (lsp)
  (defun shown (source)
    (seq-filter (lambda (one) (equal (gethash "source" one) source)) (lsp--get-buffer-diagnostics)))
  (eventually "clangd and async-lint are here" (lambda () (= (length (lsp-workspaces)) 2)))
  (defun says (code)
    (seq-some (lambda (one) (equal (gethash "code" one) code)) (shown "async-lint")))
  (eventually "async-lint finds what it finds" (lambda () (says "blocking-call")))
  (change "sleep(" "sleep(nothing + ")
  (eventually "clangd has its own of a broken text, async-lint says what it could not check"
              (lambda () (and (shown "clang") (says "unchecked"))))
  (change "nothing + " "")
  (eventually "each takes back its own"
              (lambda () (not (or (shown "clang") (says "unchecked")))))
  (check "what async-lint found is still there" (says "blocking-call"))
  (change "sleep(" "(void)(")
  (eventually "typing takes it away" (lambda () (not (says "blocking-call"))))
  (change "(void)(" "sleep(")
  (eventually "and brings it back" (lambda () (says "blocking-call")))
  (set-buffer-modified-p nil))

(defun flymake-session ()
  (require 'flymake)
  (setq flymake-no-changes-timeout nil flymake-start-on-flymake-mode nil)
  (take-setting "Flymake")
  (find-file "limit.c")
  (setq flymake-diagnostic-functions (delq 'flymake-cc flymake-diagnostic-functions)) ; wants a makefile
  (check "it stands in the hook" (memq #'async-lint-flymake flymake-diagnostic-functions))
  (defun looked (what)
    (flymake-start)
    (eventually what (lambda () (not (buffer-live-p (process-buffer async-lint--process))))))
  (looked "the saved text is checked")
  (check "a finding" (flymake-has "sleep"))
  (change "sleep(" "(void)(")
  (looked "the text that is not saved is checked")
  (check "no finding" (not (flymake-has "sleep")))
  (set-buffer-modified-p nil))

(condition-case failure
    (funcall (intern (concat (getenv "SESSION") "-session")))
  (error (check (format "%S" failure) nil)))
(kill-emacs 0)

" Drives Vim, without a terminal, with the settings of the page vim.md; SESSION in the environment is the heading.
set nocompatible nomore
set runtimepath^=/usr/share/vim-ale
let s:limit = 240 " seconds until something that does not come is a failure
let s:log = []

function! Finish(status)
  call writefile(s:log, 'vim.log')
  execute a:status ? 'cquit!' : 'qall!'
endfunction

function! Check(what, condition)
  call add(s:log, (a:condition ? 'ok: ' : 'FAILED: ') .. a:what)
  if !a:condition
    call Finish(1)
  endif
endfunction

function! Eventually(what, condition)
  let start = reltime()
  while !a:condition() && reltimefloat(reltime(start)) < s:limit
    sleep 20m
  endwhile
  call Check(a:what .. ': ' .. string(getloclist(0)), a:condition())
endfunction

" The code below a heading of the page.
function! Setting(heading)
  let lines = readfile($PAGES .. '/vim.md')
  let start = index(lines, '```vim', index(lines, '## ' .. a:heading))
  return lines[start + 1 : index(lines, '```', start) - 1]
endfunction

function! Take(heading)
  call writefile(Setting(a:heading), 'setting.vim')
  source setting.vim
endfunction

function! Ale()
  let g:ale_linters = {'c': ['async-lint']}
  filetype on
  runtime plugin/ale.vim
  call Take($SESSION)
  edit limit.c
  ALELint
  call Eventually('a finding', {-> len(getloclist(0)) == 1 && getloclist(0)[0].lnum == 10})
  call setline(10, '    (void)(next - now);')
  ALELint
  call Eventually('typing takes it away', {-> empty(getloclist(0))})
  call setline(10, '    sleep(2);')
  ALELint
  call Eventually('and brings it back', {-> len(getloclist(0)) == 1})
endfunction

function! Make()
  call Take($SESSION)
  silent make
  let found = filter(getqflist(), {_, one -> one.valid && bufname(one.bufnr) ==# 'limit.c'})
  call Check('`:make` shows it: ' .. string(found), len(found) == 1 && found[0].lnum == 10)
endfunction

try
  call call($SESSION =~# '^ALE' ? 'Ale' : 'Make', [])
catch
  call Check(v:exception .. ' at ' .. v:throwpoint, 0)
endtry
call Finish(0)

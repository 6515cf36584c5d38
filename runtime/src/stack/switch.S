// SPDX-License-Identifier: MIT
// The context switch for x86-64 and aarch64: what the calling convention says a callee keeps, and
// nothing else (no MXCSR, no x87 control word). No shadow-stack note: the loader leaves CET's
// shadow stack off when it sees this file.
//
//   void task__switch(void **save, void *to)   store the stack pointer in *save, go on at `to`
//   void task__call(void **save, void *top, void *(*function)(void *), void *argument)
//                                              store the stack pointer in *save, call `function` on
//                                              the stack that begins at `top`, and go on at what it
//                                              returns, a stack pointer that either of the two saved
//
// A call, so that a function that ends without having been left meanwhile returns where the
// processor expects it to.

#if defined(__x86_64__)

  .macro save_one register
  pushq \register
  .cfi_adjust_cfa_offset 8
  .cfi_rel_offset \register, 0
  .endm

  .macro restore_one register
  popq \register
  .cfi_adjust_cfa_offset -8
  .cfi_restore \register
  .endm

  .macro save // and the stack pointer to (%rdi)
  save_one %rbp
  save_one %rbx
  save_one %r12
  save_one %r13
  save_one %r14
  save_one %r15
  movq %rsp, (%rdi)
  .endm

  .macro restore
  restore_one %r15
  restore_one %r14
  restore_one %r13
  restore_one %r12
  restore_one %rbx
  restore_one %rbp
  .endm

  .macro begin name
  .globl \name
  .hidden \name
  .type \name, @function
  .p2align 4
\name:
  .cfi_startproc
  endbr64
  .endm

  .macro end name
  .cfi_endproc
  .size \name, .-\name
  .endm

  .text
  // By a jump: a return would be foretold to go where this was called.
  begin task__switch
  save
  movq %rsi, %rsp
  restore
  popq %rcx
  .cfi_adjust_cfa_offset -8
  .cfi_register %rip, %rcx
  notrack jmpq *%rcx
  end task__switch

  begin task__call
  save
  movq %rsi, %rsp
  .cfi_remember_state
  .cfi_undefined %rip // backtraces end here
  xorl %ebp, %ebp
  movq %rcx, %rdi
  call *%rdx
  movq %rax, %rsp
  .cfi_restore_state
  restore
  ret
  end task__call

#elif defined(__aarch64__)

  .macro move_all how
  \how x19, x20, [sp, #0]
  \how x21, x22, [sp, #16]
  \how x23, x24, [sp, #32]
  \how x25, x26, [sp, #48]
  \how x27, x28, [sp, #64]
  \how x29, x30, [sp, #80]
  \how d8, d9, [sp, #96]
  \how d10, d11, [sp, #112]
  \how d12, d13, [sp, #128]
  \how d14, d15, [sp, #144]
  .endm

  .macro save // and the stack pointer to [x0]
  sub sp, sp, #160
  .cfi_adjust_cfa_offset 160
  move_all stp
  .cfi_rel_offset x29, 80
  .cfi_rel_offset x30, 88
  mov x9, sp
  str x9, [x0]
  .endm

  .macro restore_and_return
  move_all ldp
  add sp, sp, #160
  .cfi_adjust_cfa_offset -160
  .cfi_restore x29
  .cfi_restore x30
  ret
  .endm

  .macro begin name
  .globl \name
  .hidden \name
  .type \name, %function
  .p2align 4
\name:
  .cfi_startproc
  hint #34 // bti c
  .endm

  .macro end name
  .cfi_endproc
  .size \name, .-\name
  .endm

  .text
  begin task__switch
  save
  mov sp, x1
  restore_and_return
  end task__switch

  begin task__call
  save
  mov sp, x1
  .cfi_remember_state
  .cfi_undefined x30 // backtraces end here
  mov x29, #0
  mov x0, x3
  blr x2
  mov sp, x0
  .cfi_restore_state
  restore_and_return
  end task__call

#if defined(__ARM_FEATURE_BTI_DEFAULT)
  .section .note.gnu.property, "a"
  .p2align 3
  .word 4, 16, 5
  .asciz "GNU"
  .word 0xc0000000, 4, 1, 0
#endif

#else
#error "taskrt has no context switch for this processor"
#endif

  .section .note.GNU-stack, "", %progbits

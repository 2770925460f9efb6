import {HttpError} from '../http/errors.ts';

/** An error of what was asked, in the words of ppj.zh.md. */
export function refusal(message: string, status = 400): HttpError {
  return new HttpError(status, message, {}, {type: 'Error'});
}

export const noSuchJob = () => new HttpError(404, '您所请求的资源不存在。');
export const notConverted = () => refusal('项目还没有转换完成。');
export const wrongMd5 = () => refusal('上传文件的MD5与参数中提供的MD5不符。');
